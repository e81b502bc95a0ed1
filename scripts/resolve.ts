import { registerHooks } from 'node:module'

/** What is imported by its path lies there: that Node asks the disk where each file is, and what, would be a sixth of every start. */
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('.') || !context.conditions.includes('import')) return next(specifier, context)
    const format = specifier.endsWith('.ts') ? 'module-typescript' : undefined
    return { url: new URL(specifier, context.parentURL).href, format, shortCircuit: true }
  },
})
