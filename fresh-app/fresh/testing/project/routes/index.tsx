import { Head } from "fresh/runtime";
import { define } from "../utils.ts";

export default define.page(({ state }) => (
  <main>
    <Head>
      <title>Welcome</title>
      <meta name="description" content="A page without islands" />
    </Head>
    <h1>Hello {state.visitor}</h1>
    <nav>
      <a href="/">Here</a>
      <a href="/blog/first">Elsewhere</a>
    </nav>
  </main>
));
