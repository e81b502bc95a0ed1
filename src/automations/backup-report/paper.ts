/** The look of the report's file: calm paper, one accent per state, dark and print included. No web fonts, nothing fetched. */
export const paper = `
:root{color-scheme:light dark;--page:#f4f3ef;--card:#fffefb;--ink:#1d2024;--soft:#5f656e;--faint:#8b9098;--line:#e4e2db;--well:#f7f6f1;
--red:#b3261e;--red-bg:#fdf0ee;--red-line:#f0c9c4;--amber:#96590a;--amber-bg:#fdf5e4;--green:#1b7145;--green-bg:#edf6f0;--blue:#2a5ca8;--blue-bg:#eef3fb;--gray:#686e77;--gray-bg:#f0efeb;
--shadow:0 1px 2px rgba(30,28,20,.05),0 6px 24px -12px rgba(30,28,20,.12)}
@media(prefers-color-scheme:dark){:root{--page:#131518;--card:#1b1e22;--ink:#e7e6e2;--soft:#a4a9b1;--faint:#7b818a;--line:#2d3137;--well:#15181b;
--red:#f29188;--red-bg:#2c1a19;--red-line:#5b2b27;--amber:#e9b566;--amber-bg:#2a2214;--green:#7fcb9f;--green-bg:#15251c;--blue:#8fb7f3;--blue-bg:#172233;--gray:#a0a5ad;--gray-bg:#25292e;--shadow:none}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.6 -apple-system,BlinkMacSystemFont,"Segoe UI","Apple SD Gothic Neo","Malgun Gothic","맑은 고딕","Noto Sans KR","Noto Sans CJK KR",sans-serif;word-break:keep-all;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
main{max-width:1060px;margin:0 auto;padding:40px 24px 72px}
header{border-top:4px solid var(--tone);background:var(--card);border-radius:4px 4px 14px 14px;box-shadow:var(--shadow);padding:30px 34px 28px}
.failed{--tone:var(--red);--tint:var(--red-bg)}.warning,.nothing{--tone:var(--amber);--tint:var(--amber-bg)}.good{--tone:var(--green);--tint:var(--green-bg)}.unreachable{--tone:var(--red);--tint:var(--red-bg)}
.kicker{display:flex;justify-content:space-between;gap:12px;flex-wrap:wrap;color:var(--soft);font-size:13px;letter-spacing:.01em}
h1{margin:10px 0 4px;font-size:31px;line-height:1.3;letter-spacing:-.02em;font-weight:700}
h1 .verdict{color:var(--tone)}
.lead{margin:0;color:var(--soft);max-width:46em}
.frame{display:flex;flex-wrap:wrap;gap:4px 28px;margin:16px 0 0;padding:0;font-size:13.5px}
.frame div{display:flex;gap:8px}.frame dt{color:var(--faint)}.frame dd{margin:0}
.bar{display:flex;height:8px;border-radius:4px;overflow:hidden;gap:2px;margin:24px 0 0;background:var(--gray-bg)}
.bar i{display:block;min-width:4px;background:var(--tone)}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:1px;margin:20px 0 0;background:var(--line);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.tiles div{background:var(--card);padding:14px 18px 12px}.tiles dt{color:var(--soft);font-size:13px}.tiles dd{margin:0;font-size:28px;line-height:1.25;font-weight:650;letter-spacing:-.02em}
.tiles .on dd{color:var(--tone)}.tiles{margin-bottom:0}
.chips{display:flex;flex-wrap:wrap;gap:8px;margin:14px 0 0;padding:0;list-style:none;font-size:13.5px}
.chips li{padding:2px 11px;border-radius:99px;background:var(--gray-bg);color:var(--soft)}.chips b{color:var(--ink);font-weight:650;margin-left:5px}
nav{display:flex;flex-wrap:wrap;gap:4px 18px;margin:22px 4px 0;font-size:13.5px}
a{color:var(--blue);text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
nav a{color:var(--soft)}nav b{font-weight:600;color:var(--faint);margin-left:4px}
section{margin-top:40px;scroll-margin-top:16px}
h2{display:flex;align-items:baseline;gap:10px;margin:0 4px 4px;font-size:19px;letter-spacing:-.01em;font-weight:680}
h2 span{color:var(--faint);font-size:15px;font-weight:500}
.about{margin:0 4px 12px;color:var(--soft);font-size:13.5px}
h2+.sheet,h2+article,h2+details{margin-top:12px}
.sheet{background:var(--card);border-radius:12px;box-shadow:var(--shadow);overflow-x:auto;border:1px solid var(--line)}
table{border-collapse:collapse;width:100%;font-size:14px}
th{padding:10px 14px 9px;text-align:left;font-weight:550;font-size:12.5px;color:var(--faint);border-bottom:1px solid var(--line);white-space:nowrap}
td{padding:9px 14px;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
th.n,td.n{text-align:right;white-space:nowrap}td.t{white-space:nowrap}td.s{font-weight:600}td.s,td.s+td{white-space:nowrap}
td small,.card small{color:var(--soft);font-size:12.5px}
.tag{display:inline-block;padding:1px 9px;border-radius:99px;font-size:12.5px;font-weight:600;white-space:nowrap;color:var(--tone);background:var(--tint)}
.red{--tone:var(--red);--tint:var(--red-bg)}.amber{--tone:var(--amber);--tint:var(--amber-bg)}.green{--tone:var(--green);--tint:var(--green-bg)}.blue{--tone:var(--blue);--tint:var(--blue-bg)}.gray{--tone:var(--gray);--tint:var(--gray-bg)}
.card{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--tone);border-radius:4px 12px 12px 4px;box-shadow:var(--shadow);padding:16px 20px 14px;margin-top:12px}
.card header{all:unset;display:flex;flex-wrap:wrap;align-items:center;gap:4px 10px}
.card h3{margin:0;font-size:16.5px;font-weight:680}.card h3 small{font-weight:450;font-size:14px;margin-left:6px}
.meta{display:flex;flex-wrap:wrap;gap:2px 18px;margin:6px 0 0;color:var(--soft);font-size:13.5px}.meta b{color:var(--ink);font-weight:550}
.why{margin:10px 0 0;font-size:13.5px}
.log{margin:10px 0 0;padding:10px 14px;list-style:none;background:var(--well);border-radius:8px;font:12.8px/1.65 ui-monospace,SFMono-Regular,Menlo,Consolas,"D2Coding","Noto Sans Mono CJK KR",monospace;word-break:break-word}
.log li{padding-left:14px;position:relative}.log li::before{content:"";position:absolute;left:0;top:.62em;width:5px;height:5px;border-radius:50%;background:var(--faint)}
.log .fatal{color:var(--red);font-weight:600}.log .fatal::before,.log .error::before{background:var(--red)}.log .warning{color:var(--soft)}.log .warning::before{background:var(--amber)}
.log b{color:var(--amber);font-weight:650;white-space:nowrap}.log small{display:block;color:var(--soft);font-size:inherit}
.gap{margin:10px 0 0;color:var(--soft);font-size:13.5px}
details{margin-top:10px}summary{cursor:pointer;color:var(--blue);font-size:13.5px;width:fit-content}
details.sheet{margin-top:12px}details.sheet>summary{padding:12px 16px}
pre{margin:8px 0 0;padding:12px 14px;max-height:60vh;overflow:auto;background:var(--well);border-radius:8px;font:12px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"D2Coding","Noto Sans Mono CJK KR",monospace;white-space:pre-wrap;word-break:break-word}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:6px 20px;margin:0;padding:16px 20px;font-size:13.5px}.facts dt{color:var(--faint)}.facts dd{margin:0}
footer{margin:40px 4px 0;color:var(--faint);font-size:12.5px}
.long{content-visibility:auto;contain-intrinsic-size:auto 1200px}
@media(max-width:640px){main{padding:0 0 48px}header{border-radius:0 0 14px 14px;padding:22px 18px}h1{font-size:25px}.tiles{grid-template-columns:1fr 1fr}nav{margin:18px 18px 0}section{margin:32px 14px 0}td,th{padding-left:10px;padding-right:10px}.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:8px}}
@media print{:root{--page:#fff;--card:#fff;--shadow:none}body{font-size:12px}main{max-width:none;padding:0}nav{display:none}.card,tr{break-inside:avoid}h2{break-after:avoid}pre{max-height:none}.long{content-visibility:visible}header{box-shadow:none;border:1px solid var(--line);border-top:4px solid var(--tone)}}
`
