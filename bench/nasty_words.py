"""What nasty notes are put together from: words, signs and names that break what reads them."""

from __future__ import annotations

WORDS = (
    "鍵 対称鍵 を使う。 である 既定値 30秒 TCPではなくUDP の場合、 とは？ A→B→C 「引用」 （注） ㍿ ｶﾅ ﾊﾞ が "
    "한국어 中文 term value key: 値：意味 a=b default 443 10~20 5% https://a.b/c mailto:a@b.c x@y.z word Straße "
    "naïve ﬁ №1 $LATEST أهلا שלום \u202eabc\u202c \u2066x\u2069 👩‍👩‍👧‍👦 🇯🇵 👍🏽 e\u0301 か\u3099 \u200b "
    "\u200d \ufeff \u00ad \u2028 \u2029 \x85 \x0b \x00 \x1f \x1e \x7f \ufffe \uffff \U0001f600 \U000e0101 ⟦x⟧ ⟦ "
    "⟧ … › · · a·b ゛ \u3000 \xa0 a\u0300\u0301\u0302\u0303"
).split(" ")

SIGNS = (
    "** * *** _ __ ~~ ~ == = ` `` ``` $ $$ {{c1:: {{c2:: {{c0:: {{c99:: {{c100:: {{c1 {{C1:: {{c:: {{c1::}} "
    "{{c1::::}} }} } {{ { :: ::: : | \\| \\ \\\\ \\( \\) \\[ \\] [ ] ( ) ![ ]( [^a] [^a]: [x] [ ] <!-- --> <!- "
    "<b> </b> <script>alert(1)</script> <img/src=x/onerror=alert(1)> <svg/onload=alert(1)> <iframe/src=//x.y> "
    "<style>*{}</style> <kbd> </kbd> <sub> </sup> <br> <br/> <!DOCTYPE <?php ?> <![CDATA[ ]]> &amp; &#0; "
    "&#x110000; &nbsp; &lt;script&gt; &copy [sound:a.mp3] [sound: [anki:tts] [anki:play:q:0] [latex] [/latex] "
    "[$]x[/$] [$$] {{FrontSide}} {{#Front}} {{/Front}} {{resolve:ssm:/a}} ${x} %s %(a)s {0} {a} {#id} {#a-b} {# "
    "{#} [!NOTE] [!WARNING] → ＝ ： ？ 「 」 （ ） 、 。 - + 1. 1) > # ## ; --- ... javascript:alert(1) "
    "data:text/html,x"
).split(" ")

DIRECTIVES = (
    "card: basic|card: cloze|card: reverse|card: list|card: skip|card: clozes|card:|id: a|id: b c|id: |tags: a b|"
    "tags: ,|tags: #x|tags: a\u3000b|allow: heading-only|allow: nothing|deck: A::B|deck: ::|lang: ja|lang: <b>|"
    "crad: skip|card: skip; tags: q|TODO|todo: x|id：x|card\n: basic|"
).split("|")

FRONT = (
    "deck: A::B|deck: [a]|deck: '\"'|deck: ::|tags: [a, b]|tags: a b|tags: {a: b}|tags: [[a]]|"
    "tags: !!python/object/apply:os.system [id]|lang: ja|lang: no|card: basic|card: [cloze|title: x|tag: a|"
    "&a [*a]|a: &a [*a, *a]|? x|- x|<<: *b|deck: \x1f|deck: \u2028|deck: |: x|\t|'|%YAML 9.9|"
    "tags: [\U0001f600, a\xa0b]|deck: x\x00y|1: 2|deck: 'a  ::  b'|deck: \ud800"
).split("|")

LANGUAGES = "python json mermaid sh xml html php c++ js:app.js rust,ignore {r} ansi \x00 日本 text console".split(" ")

IMAGES = (
    "a.png ./a.png ../a.png ../../etc/passwd /etc/passwd file:///etc/passwd %2e%2e/%2e%2e/etc/passwd "
    "..%2f..%2fetc/passwd \\..\\..\\x.png C:\\x.png //host/x.png http://a.b/x.png data:image/png;base64,AAAA "
    "link.png loop.png folder %00.png a%00.png %ff.png 点.png 点%.png <a\tb.png> a.PNG a.svg "
).split(" ")

DIAGRAMS = (
    "graph TD\nA-->B",
    "sequenceDiagram\nA->>B: {{c1::x}}",
    "",
    "%%{init: {}}%%\ngraph TD",
    "graph TD\n" + "A-->B\n" * 50,
)

NAMES = (
    "a.md|b/c.md|.hidden.md|b/.x/c.md|日本語/点.md|が.md|か\u3099.md|a b.md|-.md|--help.md|a:12.md|[a].md|*.md|"
    "?.md|a›b.md|a · b.md|\udc80.md|x\udcff/y.md|A.MD|\u202ea.md|a\nb.md|a\x1fb.md|a\\b.md|'\".md|<b>.md|&.md|"
    "{{c1::x}}.md|%41.md|" + "n" * 250 + ".md"
).split("|")  # fmt: skip
"""File names; lone surrogates stand for bytes that are no UTF-8."""
