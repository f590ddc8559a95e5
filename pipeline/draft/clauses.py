"""What stands round a noun phrase in a Japanese sentence: its topic, its condition and its predicate."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.draft.phrases import Phrase
from pipeline.draft.sentences import Sentence
from pipeline.draft.words import Word

_TOPIC_PARTICLES = frozenset("は って も なら".split())
_CONDITION_NOUNS = frozenset("場合 時 とき 際 限り 時点 場面".split())
_NO_CONDITION = frozenset("言う 比べる 見る 考える 思う だ 成る 纏める".split())
_NO_ACTS = frozenset("足りる 済む 構う 終わる 分かれる 別れる 成る 有る 居る 異なる 違う".split())
_TAIL = frozenset(
    "必要 事 有る 出来る 可能 良い 居る 様 為る 方 物 成る れる られる 得る 置く 要 設定 べし 貰う 仕舞う "
    "言う 話".split()
)
"""Words that may follow the predicate of a sentence without being one themselves, as in 使用する必要がある."""


def has_topic_before(sentence: Sentence, phrase: Phrase) -> bool:
    """Return whether something before the phrase says what the sentence speaks of."""
    if any(word.kind == "助詞" and word.text in _TOPIC_PARTICLES for word in phrase.words[: phrase.first]):
        return True
    return any(own.after in ("には", "では") for own in sentence.phrases if own.end <= phrase.start)


def has_condition_before(phrase: Phrase) -> bool:
    """Return whether a condition ends right before the phrase."""
    earlier = [word for word in phrase.words[: phrase.first] if word.kind != "空白"]
    if earlier and earlier[-1].text in ("、", ","):
        earlier = earlier[:-1]
    while earlier and earlier[-1].kind == "助詞" and earlier[-1].text in ("は", "に"):
        earlier = earlier[:-1]
    if len(earlier) < 2:
        return False
    word, verb = earlier[-1], earlier[-2]
    if word.kind == "名詞":
        return word.lemma in _CONDITION_NOUNS
    if word.kind == "助動詞":
        return word.text in ("たら", "なら")
    is_link = word.detail == "接続助詞" and word.text in ("と", "ば")
    return is_link and verb.kind in ("動詞", "助動詞") and verb.lemma not in _NO_CONDITION


def begins_with_act(words: Sequence[Word]) -> bool:
    """Return whether `words` begin with a verb that tells an act, a noun with する counted in."""
    verb = next((word for word in words if word.kind not in ("名詞", "接頭辞", "接尾辞")), None)
    if verb is None or verb.kind != "動詞" or verb.lemma in _NO_ACTS:
        return False
    return verb is words[0] or verb.lemma in ("為る", "出来る")


def is_last_clause(words: Sequence[Word]) -> bool:
    """Return whether the predicate that `words` begin with is the last one, or leads by て to the last one."""
    links, awaited = 0, True
    for word in words:
        if word.text in "（(":
            break
        if word.kind in ("助動詞", "補助記号", "空白", "接尾辞"):
            continue
        if word.kind == "助詞":
            if word.detail != "接続助詞" or word.text == "ば":
                continue
            if word.text not in ("て", "で"):
                return False
            links += 1
            awaited = links == 1
        elif awaited and word.kind in ("動詞", "名詞", "形状詞", "形容詞", "副詞"):
            awaited = word.kind in ("名詞", "副詞")
        elif word.lemma not in _TAIL:
            return False
    return True
