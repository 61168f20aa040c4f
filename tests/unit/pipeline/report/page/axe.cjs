// node axe.cjs CHROMIUM PAGE: what axe finds, light and dark, and what the page asks of others, as one JSON object.
const { chromium } = require("playwright-core");
const source = require("axe-core").source;

(async () => {
  const [executablePath, page] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const found = { violations: [], passes: 0, requests: [] };
  for (const colorScheme of ["light", "dark"]) {
    const tab = await browser.newPage({ colorScheme, bypassCSP: true });
    tab.on("request", (request) => found.requests.push(request.url()));
    await tab.goto("file://" + page);
    await tab.evaluate(source);
    const result = await tab.evaluate(() => window.axe.run());
    found.passes += result.passes.length;
    for (const one of result.violations)
      found.violations.push(`${colorScheme}: ${one.id}: ${one.help}: ${one.nodes[0].html}`);
  }
  await browser.close();
  console.log(JSON.stringify(found));
})();
