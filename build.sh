#!/bin/sh
# The door to build.cake: ./build.sh Demo, ./build.sh Test, ./build.sh Bench --hosts. It says what is missing before anything is needed that may be missing.
set -eu
cd "$(dirname "$0")"
if ! command -v dotnet >/dev/null; then
    echo "Please install the .NET 10 SDK (from your distribution, or from Microsoft: https://dot.net)$(
        command -v gcc >/dev/null || echo "; gcc (Debian: apt-get install gcc libc6-dev), which compiles the hook")." >&2
    exit 1
fi
target=${1:-Build}
[ $# -eq 0 ] || shift
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet tool restore >/dev/null
exec dotnet cake --target="$target" "$@"
