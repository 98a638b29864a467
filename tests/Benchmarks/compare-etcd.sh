#!/usr/bin/env bash
# Commits a second and their latency of etcd and of this program, measured beside each other in one run: three server processes
# each, mutual TLS everywhere, every write synced, the clients in a fourth process, the same payload, closed loops. The rounds
# alternate, and so does who begins. tests/Benchmarks/README.md says more.
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=3 seconds=5 clients=1,16,64,256 payload=256 journals="sqlite wal" json=()
usage="usage: compare-etcd.sh [--rounds $rounds] [--seconds $seconds] [--clients $clients] [--payload $payload] [--journals \"$journals\"] [--json]"
while [ $# -gt 0 ]; do
  case $1 in
    --json) json=(--json); shift ;;
    --rounds|--seconds|--clients|--payload|--journals)
      [ $# -gt 1 ] || { echo "compare-etcd.sh: $1 lacks its value; $usage" >&2; exit 2; }
      declare "${1#--}=$2"; shift 2 ;;
    --help|-h) echo "$usage"; exit 0 ;;
    *) echo "compare-etcd.sh: '$1' is not known here; $usage" >&2; exit 2 ;;
  esac
done

if ! command -v etcd >/dev/null; then
  echo "compare-etcd.sh: etcd is not installed. On Debian and Ubuntu: apt-get install etcd-server (its service need not run: systemctl disable --now etcd)." >&2
  exit 2
fi

dotnet build tests/Benchmarks -c Release -v quiet --nologo >&2
bin=$(pwd)/tests/Benchmarks/bin/Standalone/Release/net10.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "$(etcd --version | head -1), $rounds rounds of ${seconds} s at $clients clients" >&2

one() {
  case $1 in
    etcd) dotnet "$bin/Benchmarks.dll" etcd --clients "$clients" --payload "$payload" --seconds "$seconds" ;;
    *) dotnet "$bin/fed.dll" bench consensus --journal "$1" --clients "$clients" --payload "$payload" --seconds "$seconds" --json ;;
  esac >>"$work/$1"
}

sides=(etcd $journals)
for ((round = 1; round <= rounds; round++)); do
  for ((i = 0; i < ${#sides[@]}; i++)); do
    side=${sides[$(((i + round - 1) % ${#sides[@]}))]}
    echo "round $round of $rounds: $side" >&2
    one "$side"
  done
done

dotnet "$bin/Benchmarks.dll" summary "${json[@]}" $(for side in "${sides[@]}"; do echo "$side=$work/$side"; done)
