#!/usr/bin/env bash
# A real Chromium and a Chinese font for the browser tests: found, else from Debian's packages, else from playwright.
set -u
cd "$(dirname "$0")/.."

found() {
  command -v chromium || command -v chromium-browser || command -v google-chrome ||
    ls "$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome 2>/dev/null | tail -n 1
}

root=""
[ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null && root="sudo -n"; }
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || [ -n "$root" ]; }; then
  wanted=""
  [ -n "$(found)" ] || wanted="chromium"
  fc-list :lang=zh 2>/dev/null | grep -q . || wanted="$wanted fonts-noto-cjk"
  if [ -n "$wanted" ]; then
    $root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq $wanted >/dev/null
  fi
fi
[ -n "$(found)" ] || .venv/bin/playwright install chromium
[ -n "$(found)" ] && exit 0
echo "No Chromium could be found or installed: install the packages chromium and fonts-noto-cjk, then run make test again." >&2
exit 1
