using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Clusters;

/// <summary>One agent with the session it runs in.</summary>
internal sealed class Member(string name, UserSession session, RunningProgram agent) : IDisposable
{
    public string Name => name;
    public UserSession Session => session;
    public RunningProgram Agent => agent;

    /// <summary>Where the others reach it, once it is a member.</summary>
    public string Address { get; set; } = "";

    public void Dispose() => session.Dispose();
}
