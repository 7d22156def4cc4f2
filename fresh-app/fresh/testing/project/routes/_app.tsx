import { define } from "../utils.ts";

export default define.page(({ Component }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>The default title</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/style.css" />
      <link rel="alternate" href="/feed.xml" />
    </head>
    <body>
      <Component />
    </body>
  </html>
));
