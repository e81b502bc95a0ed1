import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { z } from 'zod'
import { type Config, readConfig, type Settled, settle } from './config.ts'
import type { AnyAutomation } from './engine/automation.ts'
import { defineConnector } from './engine/connector.ts'
import type { HubError } from './engine/error.ts'

/** What a test gives instead of an environment and two files. */
export interface Sources {
  env?: Record<string, string>
  dotenv?: string
  yaml?: string
  automations?: AnyAutomation[]
}

export const connector = <S extends Record<string, z.ZodType>>(name: string, settings: S) =>
  defineConnector({ name, settings, connect: () => ({}), check: async () => undefined })

/** For automations and tasks that only have to be there. */
export const run = async () => undefined

/** Reads them from a folder that goes with the test. */
export function configOf(t: TestContext, { env = {}, dotenv, yaml, automations = [] }: Sources): Config {
  const cwd = mkdtempSync(join(tmpdir(), 'dure-config-'))
  t.after(() => rmSync(cwd, { recursive: true }))
  if (dotenv !== undefined) writeFileSync(join(cwd, '.env'), dotenv)
  if (yaml !== undefined) writeFileSync(join(cwd, 'dure.yaml'), yaml)
  return readConfig({ env, cwd, automations })
}

export const settled = (t: TestContext, sources: Sources): Settled =>
  settle(sources.automations ?? [], configOf(t, sources))

/** A line each, in English unless another language is named; none when all is right. */
export function mistakesOf(t: TestContext, sources: Sources, language: 'ko' | 'en' = 'en'): string[] {
  try {
    settled(t, sources)
  } catch (error) {
    const { code, message, ko = '' } = error as HubError
    assert.equal(code, 'invalid', String(error))
    return (language === 'ko' ? ko : message)
      .split('\n')
      .slice(1)
      .map(line => line.replace(/^ {2}- /, ''))
  }
  return []
}
