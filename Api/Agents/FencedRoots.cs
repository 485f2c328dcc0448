using Entracte.Api.Registrations;

namespace Entracte.Api.Agents;

/// <param name="Id">Of the computation.</param>
/// <param name="Roots">On this machine; a pid alone may be another's by now.</param>
public sealed record FencedRoots(string Id, IReadOnlyList<ProcessIdentity> Roots);
