#!/usr/bin/env bash
# Builds fed in Debug and in Release, and checks that both give the same trace hashes in fresh processes.
set -euo pipefail
cd "$(dirname "$0")/.."
for configuration in Debug Release; do
  # Touches the assembly of fed itself too, so that the check can see that it is of these sources.
  dotnet build src/AkkaFederation.Node -c "$configuration" -v quiet --nologo
  touch "src/AkkaFederation.Node/bin/Standalone/$configuration/net10.0/fed.dll"
done
dotnet test tests/Simulation -c Release --nologo --filter "FullyQualifiedName~Debug_and_release"
