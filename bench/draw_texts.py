"""
Draw texts that nobody has labelled yet, for a new set of labels.

    python bench/draw_texts.py CORPUS LABELS SOURCE:LANGUAGE:HITS:MISSES ... > drawn.jsonl

SOURCE is a file of CORPUS, HITS how many texts to draw that hold a word of this kind in any
language, MISSES how many that hold only a word of their neighbourhood (vehicles, patrols, troops).
The words are wider than the topics: whoever labels sees what a topic may miss. The same seed draws
the same texts. What comes out are ids, languages and sources: the texts stay where they are.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from label_texts import lines, records

HIT = re.compile(
    r"\b(?:convoys?|motorcades?|columns?|caravans?|cavalcades?|check ?-?points?|road ?-?blocks?"
    r"|control points?|check ?-?posts?|qamish\w*|kamish\w*|qamesh\w*)\b"
    r"|رتل|أرتال|ارتال|قافل|قوافل|موكب|مواكب|حاجز|حواجز|تفتيش|سيطرات|قامشل"
    r"|konvoy|kontrol nokta|arama nokta|barikat|Kamışlı"
    r"|k[ae]rwan|qefle|kontrolê|hacez|haciz|bazgeh|Qamişlo|wesayît"
    r"|колонн|конво[йяюе]|кортеж|караван|блокпост|блок-пост|КПП|пропускн\w+ пункт|Камышл",
    re.IGNORECASE,
)
NEAR = re.compile(
    r"\b(?:trucks?|buses|vehicles?|escort\w*|patrols?|reinforcements?|barricades?|border crossing"
    r"|armou?red|ambulances?)\b|شاحن|حافل|مدرع|آليات|دوري|تعزيزات|سيارات|معبر|حدود"
    r"|araç|tır\b|kamyon|otobüs|devriye|zırhlı|sınır|asker|leşker|sînor|artêş|otobus|kamyon"
    r"|машин|автобус|грузовик|патрул|бронетехник|границ|военн",
    re.IGNORECASE,
)
NARROW = re.compile(
    r"رتل|أرتال|ارتال|قافلة|القافلة|القوافل|قوافل ال|موكبا? (?:ال)?(?:رئيس|وزير|عسكري|أمني|مسلح)"
    r"|حاجز|حواجز|نقط[ةه] (?:ال)?(?:تفتيش|أمني)|نقاط (?:ال)?(?:تفتيش|أمني)|القامشل"
    r"|колонн|конво[йяюе]|блокпост|КПП|пропускн\w+ пункт|Камышл",
)
SHORT = 12000  # longer ones are whole pages with all that surrounds an article


def main() -> int:
    """Write the drawn texts' ids to standard output, one JSON object a line."""
    parser = argparse.ArgumentParser(description="Draw texts without a label.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("sources", nargs="+", metavar="SOURCE:LANGUAGE:HITS:MISSES")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--narrow", action="store_true", help="hits by fewer words")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    known = openings(options.corpus, options.labels)
    hit = NARROW if options.narrow else HIT
    for wanted in options.sources:
        for drawn in draw(options.corpus, wanted, hit, known, dice):
            sys.stdout.write(json.dumps(drawn, ensure_ascii=False) + "\n")
    return 0


def openings(corpus: Path, labels: Path) -> set[str]:
    """Return how every labelled text begins: copies of it count as labelled, too."""
    label = (label for file in sorted(labels.glob("*.jsonl")) for label in lines(file))
    return {opening(*records(corpus / each["source"])[each["id"]]) for each in label}


def opening(title: str, text: str) -> str:
    """Return what two copies of a text have in common."""
    return " ".join(f"{title} {text}".split())[:100]


def draw(
    corpus: Path, wanted: str, hit: re.Pattern[str], known: set[str], dice: random.Random
) -> Iterator[dict[str, str]]:
    """Yield the ids of one source's texts, hits and near misses, and take them as known."""
    source, language, hits, misses = wanted.rsplit(":", 3)
    kinds: dict[str, list[str]] = {"hit": [], "miss": []}
    for key, (title, text) in records(corpus / source).items():
        begins = opening(title, text)
        kind = kind_of(f"{title} {text}", hit)
        if kind and begins not in known and len(text) < SHORT:
            known.add(begins)
            kinds[kind].append(key)
    for kind, count in (("hit", int(hits)), ("miss", int(misses))):
        for key in sorted(dice.sample(kinds[kind], min(count, len(kinds[kind])))):
            yield {"id": key, "language": language, "source": source}


def kind_of(text: str, hit: re.Pattern[str] = HIT) -> str:
    """Say whether *text* is a hit, a near miss or neither."""
    return "hit" if hit.search(text) else "miss" if NEAR.search(text) else ""


if __name__ == "__main__":
    sys.exit(main())
