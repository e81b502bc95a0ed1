import type { FakePage, FakeProperty, Problem } from './fake-pages.ts'

/** Content properties as both APIs keep them: each with versions of its own, and late after a save of their page. */
export function fakeProperties(nextId: () => number) {
  return {
    /** The property as it is answered: until it was asked once after a save, as it was before its last change. */
    read(page: FakePage, key: string): FakeProperty | undefined {
      const property = page.properties.get(key)
      const late = page.propertiesLag
      page.propertiesLag = false
      if (!property || !late) return property
      return property.values.length > 1 ? { ...property, values: property.values.slice(0, -1) } : property
    },

    add(page: FakePage, key: string, value: unknown): FakeProperty | Problem {
      if (page.properties.has(key)) return { status: 409, words: `A property with key ${key} exists already.` }
      const property = { id: nextId(), key, values: [value] }
      page.properties.set(key, property)
      return property
    },

    change(property: FakeProperty | undefined, value: unknown, version: unknown): FakeProperty | Problem {
      if (!property) return { status: 404, words: 'No such property.' }
      if (version !== property.values.length + 1)
        return {
          status: 409,
          words: `Property version must be incremented. Current version is: ${property.values.length}`,
        }
      property.values.push(value)
      return property
    },
  }
}

export type FakeProperties = ReturnType<typeof fakeProperties>

/** A moment for each version, in order, from no clock. */
export const momentOf = (version: number) => new Date(Date.UTC(2026, 10, 23, 1) + version * 60_000).toISOString()
