/**
 * What this process has cost the processor so far, in milliseconds. Two readings tell what a calculation cost, however
 * busy the machine is with other things.
 */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
