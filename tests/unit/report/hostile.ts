/** Strings that want to be more than text, in HTML, in attributes, in Markdown, in XML. */
export const hostile: readonly string[] = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></title></textarea></pre></details><script>alert(1)</script>',
  '</text></svg><foreignObject><iframe srcdoc="x"></iframe></foreignObject>',
  '<!--<script>--><![CDATA[<b>]]>',
  '`code` ``` **bold** [link](https://evil.example/) ![image](https://evil.example/x.png)',
  '[ref]: https://evil.example/ "title"',
  '<https://evil.example/> https://evil.example/ www.evil.example evil@example.org',
  '# heading\n- list\n1. item\n> quote\n\n    code\n---\n| a | b |\n| --- | --- |',
  '```\n</details>\n\n# out of the fence\n\n````\n~~~',
  '&lt;script&gt; &#60;b&#62; &amp;',
  'a\u202egnp.exe\u2066\u0000\u001b[31mred\u0007 \ud800',
  '${1+1} {{7*7}} <%= 7*7 %>',
];

/** All of them in one text. */
export const allHostile = hostile.join('\n');
