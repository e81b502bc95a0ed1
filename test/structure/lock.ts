interface Locked {
  packages: Record<string, { optionalDependencies?: Record<string, string>; os?: string[] }>
}

/**
 * Packages for other platforms that the lock file names without locking them. An install that could not reach them leaves such
 * holes, and `npm ci` then refuses the whole lock.
 */
export function lockHoles(lock: Locked): string[] {
  return Object.entries(lock.packages).flatMap(([holder, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter(
        name => !(`node_modules/${name}` in lock.packages) && !(`${holder}/node_modules/${name}` in lock.packages),
      )
      .map(name => `package-lock.json lacks ${name}, which ${holder || 'package.json'} may install`),
  )
}
