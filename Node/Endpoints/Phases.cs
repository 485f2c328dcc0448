using Entracte.Api.Checkpoints;
using Entracte.Coordinator;

namespace Entracte.Node.Endpoints;

internal static class Phases
{
    public static IReadOnlyList<PhaseDuration> Of(IEnumerable<PhaseTime> phases)
        => [.. phases.Select(phase => new PhaseDuration(phase.Barrier, phase.Milliseconds))];
}
