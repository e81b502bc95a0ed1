const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Undoes the API's encoding of log text that is UTF-8 already. Each stretch of 0x80–0xFF is judged alone, so a name in
 * another encoding beside it stays as it was. A character above 0xFF proves that the text was never encoded twice.
 */
export function repairMojibake(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text) || /[\u0100-\uffff]/.test(text)) return text
  return text.replace(/[\u0080-\u00ff]+/g, stretch => {
    try {
      return strict.decode(Buffer.from(stretch, 'latin1'))
    } catch {
      return stretch
    }
  })
}
