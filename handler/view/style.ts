import { createHash } from 'node:crypto';

/** The one style of all pages. */
export const STYLE = `
:root{color-scheme:light dark;--g:#faf9f6;--c:#fff;--f:#1c2128;--m:#5a6270;--l:#e6e3db;--a:#0a6a5c;--b:#3949ab;--y:#8a5200;--r:#b3261e;--t:#eef4f1;font:16px/1.5 system-ui,sans-serif}
@media(prefers-color-scheme:dark){:root{--g:#13161a;--c:#1a1e24;--f:#e4e7eb;--m:#9aa4b2;--l:#2b313a;--a:#63cdb8;--b:#9fa8ff;--y:#f0b35e;--r:#ff8a80;--t:#1c2a29}}
*{box-sizing:border-box}
body{margin:0;background:var(--g);color:var(--f)}
header,main{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{display:flex;align-items:center;gap:1rem;padding-block:1rem}
header form{margin-left:auto}
main{padding-bottom:4rem}
a{color:var(--a);text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--a);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--c);padding:.5rem 1rem}
.brand{color:var(--f);font-weight:650;text-decoration:none}
.brand::before{content:"";display:inline-block;width:.6em;height:.6em;margin-right:.5em;border-radius:50%;background:var(--a)}
h1{font-size:1.6rem;line-height:1.25;margin:.75rem 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:2.25rem 0 .6rem}
p{margin:.4rem 0 1rem;max-width:44rem}
.mute,caption,small,dt,.d{color:var(--m)}
.bar{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:baseline}
.bar>:first-child{margin-right:auto}
.note{background:var(--t);border-left:3px solid var(--a);border-radius:4px;padding:.6rem .9rem;max-width:none}
code,pre,.path,.m,.mono{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.875em}
pre{background:var(--c);border:1px solid var(--l);border-radius:8px;margin:0;padding:1rem;overflow:auto;max-height:40rem;line-height:1.55}
pre.wrap{white-space:pre-wrap;overflow-wrap:anywhere}
details{margin:.75rem 0 1rem}
summary{cursor:pointer;color:var(--a);width:fit-content}
.filter{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;padding:.75rem 0 0}
label{display:grid;gap:.2rem;font-size:.85rem;color:var(--m)}
input,button{font:inherit;font-size:.95rem;color:var(--f);background:var(--c);border:1px solid var(--m);border-radius:6px;padding:.4rem .65rem;min-height:2.4rem;max-width:100%}
button{cursor:pointer}
button:hover{border-color:var(--a)}
button.plain{background:none;border:0;color:var(--m);text-decoration:underline}
.card{background:var(--c);border:1px solid var(--l);border-radius:10px;overflow:clip}
table{border-collapse:collapse;width:100%;background:var(--c);font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.65rem 1rem;font-size:.85rem;border-bottom:1px solid var(--l)}
th,td{padding:.55rem .7rem;text-align:left;vertical-align:baseline;font-weight:400}
th:first-child,td:first-child{padding-left:1rem}
th:last-child,td:last-child{padding-right:1rem}
thead th{font-size:.8rem;color:var(--m);white-space:nowrap}
tr+tr>*,thead+tbody tr>*{border-top:1px solid var(--l)}
.list tbody tr:hover{background:var(--t)}
.list tbody th{color:var(--m)}
time,.n,.s{white-space:nowrap}
.n{text-align:right}
.path{overflow-wrap:anywhere}
.list .path{min-width:9rem}
.path a{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:clip;color:inherit;text-decoration-color:var(--l)}
.path a:hover{color:var(--a);text-decoration-color:currentcolor}
.m{font-weight:650}
.GET,.HEAD,.valid{color:var(--a)}
.POST{color:var(--b)}
.PUT,.PATCH,.stale{color:var(--y)}
.DELETE,.invalid,.unknown-key{color:var(--r)}
.none{color:var(--m)}
small{display:block;font-size:.8rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:1rem 1.5rem;margin:0;padding:1rem}
dt{font-size:.8rem}
dd{margin:0;overflow-wrap:anywhere}
.pairs th{width:14rem;overflow-wrap:anywhere;color:var(--m)}
.filter a{align-self:center;margin-top:1.2rem}
.empty{padding:2rem 1.5rem}
.empty h2{margin:0}
.pages{display:flex;gap:1.5rem;padding:1rem 0}
@media(max-width:44rem){
header,main{padding-inline:1rem}
.list thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:clip}
.list tbody tr{display:flex;flex-wrap:wrap;gap:.15rem .75rem;padding:.75rem 1rem;align-items:baseline}
.list tbody tr+tr{border-top:1px solid var(--l)}
.list tr>*,.list tr>:first-child{padding:0;border:0!important}
.list .t{order:1;margin-left:auto;font-size:.85rem}
.list .path,.list .e{order:2;flex:0 0 100%}
.list .path{font-size:.95em}
.list .e,.list .s,.list .n{font-size:.85rem}
.list .s,.list .n{order:3}
.list .e:empty,.once{display:none}
.list small{display:inline;margin-left:.75rem}
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
