"""Sentence patterns of Japanese. Each returns the places to hide in one sentence, or nothing where it is not sure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.draft.clauses import begins_with_act, has_condition_before, has_topic_before, is_last_clause
from pipeline.draft.phrases import Phrase, answer_in
from pipeline.draft.sentences import Sentence

SHORT_SENTENCE = 40

Spans = Sequence[tuple[int, int]]

_CONTRAST = re.compile(
    r"(?:では|じゃ)なく(?:て)?|(?:だけ|のみ)(?:では?|じゃ)なく(?:て)?|よりも?|の(?:代|か)わりに|というより"
)
_AFTER_CONTRAST = re.compile(r"[、,\s]*(?:(?:先に|むしろ|まず|必ず|実際は|あくまで|常に|逆に)[、,\s]*)?")
_ENDING_PARTICLES = frozenset("を が で に は も へ から と の だ です な など のみ だけ しか って".split())


def contrast(sentence: Sentence) -> Spans:
    """`AではなくB`, `AじゃなくてB`, `AだけでなくB`, `AよりもB`: B is hidden."""
    for found in _CONTRAST.finditer(sentence.text):
        skipped = _AFTER_CONTRAST.match(sentence.text, found.end())
        phrase = sentence.starting(skipped.end() if skipped else found.end())
        against = sentence.ending(found.start()) or sentence.ending(found.start() - 2)
        if phrase is None or against is None:
            continue
        if found[0].startswith("より") and (phrase.after not in ("を", "が", "で", "に") or _compares(phrase)):
            continue
        if phrase.after in _ENDING_PARTICLES or not phrase.after or _stops(phrase):
            return _asked(phrase)
    return ()


def _compares(phrase: Phrase) -> bool:
    """Return whether the phrase after より tells a degree or a place and no rival."""
    first = phrase.inner[0]
    return first.kind in ("形容詞", "形状詞") or first.lemma in _DEGREES


_DEGREES = frozenset("上 下 前 後 先 多く 少し 以上 以下 大きな 小さな 高い 低い".split())

_SAME = re.compile(
    r"と(?:ほぼ|まったく|全く)?(?:同じ(?!く)|同様|同義|等価|等しい)|に(?:相当|あた[るり]|当た[るり])|の(?:別名|略称|略)(?=[。）\s]|です|で|$)"
)


def same(sentence: Sentence) -> Spans:
    """`XはYと同じ`, `XはYにあたる`: Y is hidden."""
    for found in _SAME.finditer(sentence.text):
        phrase = sentence.ending(found.start())
        if phrase is not None and has_topic_before(sentence, phrase):
            return _asked(phrase)
    return ()


_ONLY = re.compile(r"(?:のみ|だけ|しか)(?!で(?:は|も)?な|じゃな|に限らず|あって)")


def only(sentence: Sentence) -> Spans:
    """`XはYのみ`, `Yだけ`, `Yしか…ない`, `XはYを…するだけ`: Y is hidden."""
    for found in _ONLY.finditer(sentence.text):
        phrase = sentence.ending(found.start())
        if found[0] == "しか" and not re.search(r"な[いくか]|ません|ず", sentence.text[found.end() :]):
            continue
        if phrase is None and found[0] == "だけ":
            phrase = _object_of_verb_at(sentence, found.start())
        if phrase is None or not has_topic_before(sentence, phrase):
            continue
        rest = [word for word in phrase.following if word.start >= found.end()]
        if is_last_clause(rest[1:] if rest and rest[0].kind == "助詞" else rest):
            return _asked(phrase)
    return ()


def _object_of_verb_at(sentence: Sentence, position: int) -> Phrase | None:
    """Return the object of the verb that ends at `position` and ends the sentence with だけ."""
    rest = sentence.text[position + 2 :].strip("。 です")
    earlier = [own for own in sentence.phrases if own.end < position and own.after == "を"]
    if rest or not earlier:
        return None
    between = [word for word in earlier[-1].following[1:] if word.start < position]
    return earlier[-1] if between and all(word.kind in ("動詞", "助動詞") for word in between) else None


_NEED = re.compile(r"(?:が|は|も)?(?:必須|必要(?!が|な(?!い))|不要|いらない|要らない|いらん|欠かせない)")


def need(sentence: Sentence) -> Spans:
    """`XにはYが必須`, `Y必須`, `Yはいらない`: Y is hidden."""
    for found in _NEED.finditer(sentence.text):
        phrase = sentence.ending(found.start())
        answer = _asked(phrase) if phrase is not None else ()
        if phrase is None or not answer:
            continue
        if found[0][0] == "は" or has_topic_before(sentence, phrase) or has_condition_before(phrase):
            return answer
        if sentence.is_heading and answer[0][0] > 0:
            return answer
    return ()


def condition(sentence: Sentence) -> Spans:
    """`…の場合、Yを…`, `…したら、Yを…`, `…すると Yが…`: Y is hidden."""
    for phrase in sentence.phrases:
        if phrase.after in ("を", "が", "も") and has_condition_before(phrase) and is_last_clause(phrase.following[1:]):
            return _asked(phrase)
    return ()


_VERBS_OF = {
    "を": frozenset(
        "使う 使用 利用 用いる 採用 選ぶ 選択 付ける 指定 サポート 返す 作る "
        "有効 許可 推奨 経由 持つ 備える 渡す".split()
    ),
    "に": frozenset(
        "置く おく 配置 保存 格納 書く 記述 入れる 定義 登録 保管 記録 使う "
        "設定 デプロイ 追加 含む マッピング 変換 出来る".split()
    ),
    "で": frozenset("管理 調べる 定義 指定 設定 制御 認証 表す 書く 記述 確認 暗号".split()),
    "が": frozenset("作る 使う".split()),
    "": frozenset("使う 作る".split()),
}


def use(sentence: Sentence) -> Spans:
    """`XはYを使う`, `XはYに置く`, `XはYで管理する`, `XはYが使える`: Y is hidden."""
    for phrase in reversed(sentence.phrases):
        following = list(phrase.following)
        particle = following[0].text if following and following[0].kind == "助詞" else ""
        rest = following[1:] if particle else following
        if rest and rest[0].text == "も" and particle:
            rest = rest[1:]
        verb = rest[0] if rest else None
        if not particle and phrase.inner[-1].form == "副詞可能":
            continue
        if verb is None or verb.lemma not in _VERBS_OF.get(particle, ()) or not is_last_clause(rest):
            continue
        has_topic = has_topic_before(sentence, phrase) or has_condition_before(phrase)
        has_topic = has_topic or (particle == "に" and any(own.after == "を" for own in sentence.phrases))
        is_plain = not sentence.begins_bullet and (not particle or (sentence.is_heading and phrase.start > 0))
        if (has_topic or is_plain) and (answer := _asked(phrase)):
            return answer
    return ()


_COPULA_ENDS = re.compile(r"であり|(?:だ|です|である|なので|で(?=[、,]))?(?=[。、,]|$)")
_WEAK_TOPICS = re.compile(
    r"^(?:話|今回|今日|最近|ポイント|内容|結論|答え|正解|方法|目的|特徴|注意点|前提|現在|実際|基本|理由|あと)"
)


def copula(sentence: Sentence) -> Spans:
    """`XはY`, `XはYである`: Y is hidden."""
    if not sentence.phrases or sentence.phrases[0].start > 0 or _WEAK_TOPICS.match(sentence.text):
        return ()
    topic = sentence.phrases[0]
    if topic.after != "は" or (answer_in(topic) is None and len(topic.inner) > 1):
        return ()
    phrase = sentence.starting(sentence.text.index("は", topic.end) + 1)
    if phrase is None or phrase.inner[-1].kind != "名詞":
        return ()
    rest = sentence.text[phrase.end :]
    ends = _COPULA_ENDS.match(rest)
    if ends is None or (not ends[0] and rest[:1] in ("、", ",")) or phrase.inner[0].kind == "形容詞":
        return ()
    return _asked(phrase)


_CAUSE = re.compile(r"^(?:主な)?(?:原因|対策|解決策|対処法?|解決方法|回避策)\s*(?:は、?|：|:)\s*")


def cause(sentence: Sentence) -> Spans:
    """`原因はX`, `対策：X`: X is hidden, or of a whole clause what it begins with."""
    label = _CAUSE.match(sentence.text)
    phrase = sentence.starting(label.end()) if label else None
    if phrase is None:
        return ()
    if phrase.after == "など" and len(phrase.following) > 1 and phrase.following[1].text == "の":
        return _asked(phrase)
    return _asked(phrase) if phrase.after in ("", "。", "が", "を", "だ", "です", "で") else ()


_QUOTED = re.compile(
    r"「([^「」。、？！]{2,20})」"
    r"(?=と呼|という(?:名|用語|コマンド|機能|仕組み|概念|手法|方式|オプション|設定)|を(?:使|選|指定|有効)|に設定)"
)


def quoted(sentence: Sentence) -> Spans:
    """`…を「Y」と呼ぶ`: the only quotation of a sentence is hidden."""
    found = _QUOTED.findall(sentence.text)
    if len(found) != 1 or sentence.text.count("「") != 1 or sentence.begins_bullet:
        return ()
    match = _QUOTED.search(sentence.text)
    return [match.span(1)] if match else ()


def object_(sentence: Sentence) -> Spans:
    """`XはYを…する`, where the sentence says nothing else: Y is hidden."""
    named = [own for own in sentence.phrases if own.after]
    if len(named) != 2 or len(sentence.text) > SHORT_SENTENCE or named[0].start > 0:
        return ()
    topic, phrase = named
    if topic.after != "は" or answer_in(topic) is None or phrase.after != "を" or _WEAK_TOPICS.match(sentence.text):
        return ()
    return _asked(phrase) if is_last_clause(phrase.following[1:]) else ()


_MANNERS = frozenset(
    "リアルタイム 自動 手動 無料 有料 単体 単独 並列 並行 同時 高速 低速 直接 途中 まとめ 一括 一気".split()
)
"""Nouns that say how something is done, and not by what or where."""


def means(sentence: Sentence) -> Spans:
    """`Yで…する`, `Yで、Xを…する`: the means or the place is hidden."""
    for phrase, following in pairwise((*sentence.phrases, None)):
        if phrase is None or sentence.begins_bullet or not phrase.following or phrase.after != "で":
            continue
        rest = [word for word in phrase.following[1:] if word.text not in ("、", ",")]
        if phrase.following[0].kind != "助詞":
            continue
        if following is not None and following.after == "を" and rest and rest[0].start == following.start:
            rest = list(following.following[1:])
        if phrase.inner[-1].lemma in _MANNERS:
            continue
        if rest and begins_with_act(rest) and is_last_clause(rest):
            return _asked(phrase)
    return ()


def has(sentence: Sentence) -> Spans:
    """`XはYがあり`: Y is hidden."""
    for topic, phrase in pairwise(sentence.phrases):
        direct = topic.start == 0 and topic.after == "は" and topic.following[1:2] == list(phrase.inner[:1])
        if direct and phrase.after == "が" and phrase.following[1:2] and phrase.following[1].lemma == "有る":
            return _asked(phrase)
    return ()


def _asked(phrase: Phrase) -> Spans:
    answer = answer_in(phrase)
    return [answer] if answer else ()


def _stops(phrase: Phrase) -> bool:
    return bool(phrase.following) and phrase.following[0].kind in ("動詞", "助動詞", "補助記号")
