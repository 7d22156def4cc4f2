import type { CompanyTerm } from "../directory.ts";

/** People and products that stand for a company, until the user's own table says more. */
export const TERMS: readonly CompanyTerm[] = [
  ...of("AAPL", "person", "Tim Cook", "Steve Jobs"),
  ...of(
    "AAPL",
    "product",
    "iPhone",
    "iPhones",
    "iPad",
    "iPads",
    "MacBook",
    "Apple Watch",
    "AirPods",
    "App Store",
    "Apple Pay",
    "iOS",
  ),
  ...of("MSFT", "person", "Satya Nadella", "Nadella", "Steve Ballmer", "Ballmer"),
  ...of("MSFT", "product", "Azure", "Xbox", "Microsoft Office", "Surface Pro"),
  ...of("GOOGL", "person", "Sundar Pichai", "Larry Page"),
  ...of("GOOGL", "product", "YouTube", "Android", "Waymo", "Nexus 5", "Google Glass", "Gmail"),
  ...of("AMZN", "person", "Jeff Bezos", "Bezos", "Andy Jassy"),
  ...of("AMZN", "product", "AWS", "Kindle", "Alexa", "Whole Foods", "Twitch"),
  ...of("META", "person", "Mark Zuckerberg", "Zuckerberg"),
  ...of("META", "product", "Instagram", "WhatsApp", "Oculus"),
  ...of("TSLA", "person", "Elon Musk", "Musk"),
  ...of("TSLA", "product", "Cybertruck", "Model 3", "Gigafactory"),
  ...of("NVDA", "person", "Jensen Huang"),
  ...of("AMD", "person", "Lisa Su"),
  ...of("AMD", "product", "Ryzen"),
  ...of("BRK.B", "person", "Warren Buffett", "Buffett", "Charlie Munger"),
  ...of("JPM", "person", "Jamie Dimon", "Dimon"),
  ...of("TWTR", "person", "Jack Dorsey"),
  ...of("DIS", "person", "Bob Iger", "Iger"),
  ...of("DIS", "product", "Disney Plus", "ESPN", "Pixar"),
  ...of("BA", "person", "Muilenburg"),
  ...of("BA", "product", "737 MAX", "Dreamliner"),
  ...of("T", "product", "WarnerMedia"),
  ...of("IBM", "person", "Ginni Rometty"),
  ...of("CMCSA", "product", "NBCUniversal", "Xfinity"),
  ...of("GM", "person", "Mary Barra"),
];

function of(ticker: string, kind: "person" | "product", ...texts: string[]): CompanyTerm[] {
  return texts.map((text) => ({ ticker, kind, text }));
}
