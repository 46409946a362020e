import { createHash } from 'node:crypto';

/** The one style of all pages. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#faf9f6;--card:#fff;--fg:#1c2128;--mute:#5a6270;--line:#e6e3db;--accent:#0a6a5c;--blue:#3949ab;--amber:#8a5200;--red:#b3261e;--tint:#eef4f1;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
@media(prefers-color-scheme:dark){:root{--bg:#13161a;--card:#1a1e24;--fg:#e4e7eb;--mute:#9aa4b2;--line:#2b313a;--accent:#63cdb8;--blue:#9fa8ff;--amber:#f0b35e;--red:#ff8a80;--tint:#1c2a29}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);-webkit-text-size-adjust:100%}
header,main{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{display:flex;align-items:center;gap:1rem;padding-block:1rem}
header form{margin-inline-start:auto}
main{padding-bottom:4rem}
a{color:var(--accent);text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;inset-inline-start:-99rem}
.skip:focus{inset-inline-start:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem}
.brand{color:var(--fg);font-weight:650;letter-spacing:-.01em;text-decoration:none}
.brand::before{content:"";display:inline-block;width:.6em;height:.6em;margin-inline-end:.5em;border-radius:50%;background:var(--accent)}
h1{font-size:1.6rem;line-height:1.25;letter-spacing:-.02em;margin:.75rem 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:2.25rem 0 .6rem}
p{margin:.4rem 0 1rem;max-width:44rem}
.mute,caption,small,dt,.d{color:var(--mute)}
.bar{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:baseline}
.bar>:first-child{margin-inline-end:auto}
.note{background:var(--tint);border-inline-start:3px solid var(--accent);border-radius:4px;padding:.6rem .9rem;max-width:none}
code,pre,.path,.m,.mono{font-family:ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,monospace;font-size:.875em}
pre{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:0;padding:1rem;overflow:auto;max-height:40rem;line-height:1.55;tab-size:2}
pre.wrap{white-space:pre-wrap;overflow-wrap:anywhere}
details{margin:.75rem 0 1rem}
summary{cursor:pointer;color:var(--accent);width:fit-content}
.filter{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;padding:.75rem 0 0}
label{display:grid;gap:.2rem;font-size:.85rem;color:var(--mute)}
input,button{font:inherit;font-size:.95rem;color:var(--fg);background:var(--card);border:1px solid var(--mute);border-radius:6px;padding:.4rem .65rem;min-height:2.4rem;max-width:100%}
button{cursor:pointer}
button:hover{border-color:var(--accent)}
button.plain{background:none;border:0;color:var(--mute);text-decoration:underline;text-underline-offset:.2em}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden}
table{border-collapse:collapse;width:100%;background:var(--card);font-variant-numeric:tabular-nums}
caption{text-align:start;padding:.65rem 1rem;font-size:.85rem;border-bottom:1px solid var(--line)}
th,td{padding:.55rem .7rem;text-align:start;vertical-align:baseline;font-weight:400}
th:first-child,td:first-child{padding-inline-start:1rem}
th:last-child,td:last-child{padding-inline-end:1rem}
thead th{font-size:.8rem;color:var(--mute);white-space:nowrap}
tr+tr>*,thead+tbody tr>*{border-top:1px solid var(--line)}
.list tbody tr:hover{background:var(--tint)}
.list tbody th{color:var(--mute)}
time,.n,.s{white-space:nowrap}
.n{text-align:end}
.path{overflow-wrap:anywhere}
.list .path{min-width:9rem}
.path a{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;color:inherit;text-decoration-color:var(--line)}
.path a:hover{color:var(--accent);text-decoration-color:currentcolor}
.m{font-weight:650}
.GET,.HEAD,.valid{color:var(--accent)}
.POST{color:var(--blue)}
.PUT,.PATCH,.stale{color:var(--amber)}
.DELETE,.invalid,.unknown-key{color:var(--red)}
.none{color:var(--mute)}
small{display:block;font-size:.8rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:1rem 1.5rem;margin:0;padding:1rem}
dt{font-size:.8rem}
dd{margin:0;overflow-wrap:anywhere}
.pairs th{width:14rem;overflow-wrap:anywhere;color:var(--mute)}
.filter a{align-self:center;margin-top:1.2rem}
.empty{padding:2rem 1.5rem}
.empty h2{margin:0}
.pages{display:flex;gap:1.5rem;padding:1rem 0}
@media(max-width:44rem){
header,main{padding-inline:1rem}
.list thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.list tbody tr{display:flex;flex-wrap:wrap;gap:.15rem .75rem;padding:.75rem 1rem;align-items:baseline}
.list tbody tr+tr{border-top:1px solid var(--line)}
.list tr>*,.list tr>:first-child{padding:0;border:0!important}
.list .t{order:1;margin-inline-start:auto;font-size:.85rem}
.list .path,.list .e{order:2;flex:0 0 100%}
.list .path{font-size:.95em}
.list .e,.list .s,.list .n{font-size:.85rem}
.list .s,.list .n{order:3}
.list .e:empty,.once{display:none}
.list small{display:inline;margin-inline-start:.75rem}
.a::after{content:" attempts"}
dl{grid-template-columns:1fr 1fr}
.filter label{flex:1 1 45%}
.filter a{margin:0}
.filter input{width:100%}
.pairs th,.pairs td{display:block;width:auto}
.pairs td{border:0!important;padding:0 1rem .55rem}
.pairs th{padding-bottom:0}
}
`.replaceAll('\n', '');

/** What the content security policy allows it by. */
export const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
