export default function Badge({ text }: { text: string }) {
  return <b class="badge">{text}</b>;
}
