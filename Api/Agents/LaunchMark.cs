namespace Entracte.Api.Agents;

/// <summary>The one trace of a launch: a variable in the program's environment, by which members are recognised that have left the process tree.</summary>
public static class LaunchMark
{
    public const string Variable = "ENTRACTE_COMPUTATION";
}
