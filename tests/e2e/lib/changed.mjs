// A page as the server sends it, changed on its way.

/** `change(body, headers)` gives what is to be another one: `body`, `headers` or both. The last one for an address counts. */
export async function changed(page, url, change) {
  await page.unroute(url);
  await page.route(url, async (route) => {
    const answer = await route.fetch();
    const [body, headers] = [await answer.text(), answer.headers()];
    await route.fulfill({ response: answer, body, headers, ...change(body, headers) });
  });
}
