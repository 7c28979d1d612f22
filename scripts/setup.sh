# shellcheck shell=bash
# Sourced by the other scripts: installs what is missing, and only that.
# Works on a bare Debian 12 or Ubuntu 24.04; asks for sudo only when it must.

if [ -n "${NO_COLOR:-}" ] || [ ! -t 2 ]; then say() { printf '%s\n' "$*" >&2; }
else say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }; fi

BASE_PACKAGES="python3 python3-venv python3-dev gcc libc6-dev libpcsclite-dev ca-certificates"
WINDOW_PACKAGES="libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
  libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0
  libxcb-xkb1 libdbus-1-3 libfontconfig1 fonts-noto-core"
PCSC_PACKAGES="pcscd vsmartcard-vpcd opensc openssl"
DISPLAY_PACKAGES="xvfb openbox xdotool"
BROWSER_PACKAGES="chromium chromium-driver imagemagick procps tesseract-ocr"

need_packages() { # what for, packages…
  local purpose=$1 package missing=""
  shift
  command -v dpkg-query >/dev/null || { say "Not Debian or Ubuntu: install by hand for $purpose: $*"; return 0; }
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
      missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  say "Installing for $purpose:$missing"
  local root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { say "Run as root once: apt-get install$missing"; return 1; }
    root="sudo"
  fi
  # shellcheck disable=SC2086
  $root sh -c "export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -q --no-install-recommends $missing >/dev/null 2>&1 ||
    { apt-get update -q && apt-get install -y -q --no-install-recommends $missing; }" >&2
}

python_command() { # a Python that is at least 3.11 and can build extensions
  local candidate
  for candidate in "${JISR_PYTHON:-}" /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null || continue
    "$candidate" -c 'import sys, sysconfig, os, venv, ensurepip
ok = sys.version_info >= (3, 11) and os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h"))
sys.exit(not ok)' 2>/dev/null && { command -v "$candidate"; return 0; }
  done
  say "No Python of 3.11 or later with its headers was found. Debian 12 and Ubuntu 24.04 have one."
  return 1
}

set_up_python() { # arguments for uv sync
  local python
  # shellcheck disable=SC2086
  need_packages "Jisr" $BASE_PACKAGES
  python=$(python_command)
  if ! .tools/bin/uv --version >/dev/null 2>&1; then
    say "Setting up Python packages (once; some minutes on a slow line)"
    "$python" -m venv --clear .tools
    .tools/bin/python -m pip install -q --disable-pip-version-check 'uv>=0.9,<1'
  fi
  UV_PYTHON=$python .tools/bin/uv sync --quiet --frozen --inexact "$@"
}
