namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>The same as <see cref="HostsFactAttribute"/>, with data.</summary>
public sealed class HostsTheoryAttribute : TheoryAttribute
{
    /// <param name="programs">What is needed beside ip(8).</param>
    public HostsTheoryAttribute(params string[] programs) => Skip = new HostsFactAttribute(programs).Skip;
}
