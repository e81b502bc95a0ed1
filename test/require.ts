/**
 * What a test needs of the machine: `test('…', { skip: needs('postgres', available) }, …)`. `available` is true, or the
 * reason why not. Returns false where it is there, else the reason to skip; throws where `DURE_TEST_REQUIRE` (names
 * with commas) says that it must be there, so that in CI nothing is left out unseen.
 */
export function needs(
  name: string,
  available: true | string,
  required = process.env.DURE_TEST_REQUIRE ?? '',
): false | string {
  if (available === true) return false
  if (required.split(',').some(word => word.trim() === name))
    throw new Error(`${name} is required here (DURE_TEST_REQUIRE) and is missing: ${available}`)
  return `${name} is missing: ${available}`
}
