import { define } from "../utils.ts";

export default define.page(({ Component }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>The default title</title>
      <link rel="icon" href="data:," />
    </head>
    <body>
      <Component />
    </body>
  </html>
));
