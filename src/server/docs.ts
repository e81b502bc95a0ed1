import type { Words } from './words.ts'

export interface Asset {
  type: string
  bytes: Uint8Array<ArrayBuffer>
}

/** Swagger UI's files by name; see `readAssets`. Without them there is no page at /docs. */
export type Assets = ReadonlyMap<string, Asset>

/** Which of Swagger UI's files the page loads. */
export const assetNames = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const

/** Nothing from elsewhere, and no script or style but those of the files above. */
export const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const docsPage = ({ language, docs }: Words) => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${docs}</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

/** A file of its own, because the policy allows no script within the page. No badge: it would send the document away. */
export const docsScript = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
})
`
