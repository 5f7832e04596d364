#!/bin/sh
# A brief of the day's articles, for cron:
#
#   30 6 * * 1-5  BRIEFER_MODEL=gpt-5-mini OPENAI_API_KEY=... /path/to/daily_brief.sh /srv/wire /srv/briefs
#
# It writes BRIEFS/2026-03-05.md and .json. Cron sends what is printed by mail: nothing when all is
# done, and a line for each article that failed. Run again, it pays only for what is missing.
set -u
articles=${1:?usage: daily_brief.sh ARTICLES BRIEFS}
briefs=${2:?usage: daily_brief.sh ARTICLES BRIEFS}
day=$(date +%F)
mkdir -p "$briefs"

briefer brief "$articles" -m "${BRIEFER_MODEL:-extractive}" --date "$day" --max-cost 5 --quiet \
  -o "$briefs/$day.md" --json "$briefs/$day.json"
status=$?

case $status in
  0) ;;
  1) echo "briefer: the brief of $day is incomplete; the failures are at its end" ;;
  *) echo "briefer: there is no brief of $day"; exit $status ;;
esac

# The lines that an editor must look at before the brief goes out.
briefer check "$briefs/$day.json" > "$briefs/$day.findings.txt" || true
exit $status
