// What a public call fails with: an Error with the `code` of the public interface.
export function failure(code, message) {
  return Object.assign(new Error(message), { code });
}
