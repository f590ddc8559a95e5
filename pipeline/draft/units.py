"""What numbers count: the units that may stand behind one, in the languages that notes are written in."""

from __future__ import annotations

import re

UNIT = (
    r"(?:ミリ|マイクロ|ナノ)?秒|分間?|時間|日間?|週間|[かヶカケ箇]月|年間?|回|個|件|台|本|枚|行|文字|桁|倍|割|段階|種類|世代|並列|バイト|ビット"
    r"|[％%]|[KMGTPE]i?B(?:ps)?|[KMG]bps|bytes?|bits\b|B\b|ms\b|s\b|sec(?:ond)?s?\b|min(?:ute)?s?\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b|vCPUs?\b"
    r"|[RW]CUs?\b|IOPS\b|px\b|[KMG]?Hz\b|円|ドル|°C|[mkc]m\b|kg\b|times\b|characters\b|次\b|毫秒|小时|分钟|秒钟|天|周|个月|次|字节"
)
TRIVIAL = re.compile(r"[01０１]\s?(?:個|件|台|本|枚|行|種類|日|年|年間|次)|100\s?[%％]|0\s?[%％]|(?:19|20)\d\d\s?年")
"""Numbers that answer nothing."""
