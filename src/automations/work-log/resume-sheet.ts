/** The look of a printed résumé: A4, black on white, no web fonts. */
export const sheet = `
@page{size:A4;margin:17mm 16mm 16mm}
:root{color-scheme:light;--ink:#16191d;--soft:#555b64;--faint:#858b94;--line:#dcdfe3;--tone:#1f4e79}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#fff;color:var(--ink);font:10.5pt/1.62 -apple-system,BlinkMacSystemFont,"Segoe UI","Apple SD Gothic Neo","Malgun Gothic","맑은 고딕","Noto Sans KR","Noto Sans CJK KR",sans-serif;word-break:keep-all;overflow-wrap:anywhere;font-variant-numeric:tabular-nums;print-color-adjust:exact}
main{max-width:178mm;margin:0 auto;padding:14mm 0}
header{padding-bottom:12pt;border-bottom:1.6pt solid var(--ink)}
h1{margin:0;font-size:25pt;line-height:1.2;letter-spacing:-.02em;font-weight:700}
.headline{margin:3pt 0 0;font-size:12pt;color:var(--tone);font-weight:550}
.contacts{display:flex;flex-wrap:wrap;gap:1pt 14pt;margin:9pt 0 0;padding:0;list-style:none;color:var(--soft);font-size:9.5pt}
a{color:inherit;text-decoration:none}
.contacts a,h3 a{border-bottom:.6pt solid var(--line)}
section{margin-top:17pt}
h2{margin:0 0 6pt;font-size:10.5pt;font-weight:700;letter-spacing:.04em;color:var(--tone);break-after:avoid}
section>p{margin:0}
article+article{margin-top:12pt}
.job{display:flex;justify-content:space-between;align-items:baseline;gap:14pt;break-after:avoid}
h3{margin:0;font-size:12pt;line-height:1.4;font-weight:680}
h3 span{margin-left:8pt;color:var(--soft);font-size:10.5pt;font-weight:450}
.span{margin:0;color:var(--soft);font-size:9.5pt;white-space:nowrap}
article>p{margin:2pt 0 0;color:var(--soft)}
section ul{margin:5pt 0 0;padding:0 0 0 13pt}
section li{margin:0 0 3pt;padding-left:1pt;break-inside:avoid;orphans:2;widows:2}
li::marker{color:var(--faint)}
sup{margin-left:2pt;font-size:7pt;line-height:0;color:var(--faint)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4pt 14pt;margin:0}
dt{font-weight:600}dd{margin:0;grid-column:2}dl>dd:first-child{grid-column:1/-1}
dd span:not(:last-child)::after{content:" · ";color:var(--faint);white-space:pre}
footer{margin-top:20pt;padding-top:8pt;border-top:.6pt solid var(--line);color:var(--faint);font-size:8pt;line-height:1.5;break-inside:avoid-page}
footer h2{font-size:8pt;color:var(--faint);margin-bottom:3pt}
footer ol{margin:0;padding-left:16pt;columns:2;column-gap:16pt}footer li{break-inside:avoid}footer span{white-space:nowrap}
@media screen{body{background:#eef0f2}main{background:#fff;max-width:210mm;margin:10mm auto;padding:17mm 16mm;box-shadow:0 1px 3px rgba(20,25,30,.12)}}
@media screen and (max-width:700px){main{margin:0;padding:24px 18px;box-shadow:none}.job{display:block}}
@media print{main{max-width:none;padding:0}}
`
