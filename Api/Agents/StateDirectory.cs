namespace Entracte.Api.Agents;

/// <summary>What stays over a restart of the machine: the place that the XDG base directory specification gives to state, $XDG_STATE_HOME or ~/.local/state.</summary>
public static class StateDirectory
{
    public static string Default() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? state : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
        "entracte");
}
