using Akka.Configuration;
using Entracte.Api.Agents;
using Entracte.Coordinator;
using Entracte.Node.Clustering;

namespace Entracte.Node;

/// <summary>
/// The agent's configuration, from what counts most to what counts least: the command line and the environment, the configuration file, the deviations for
/// one machine or for a member of a cluster (folder hocon/), the reference.
/// </summary>
internal static class AgentConfiguration
{
    /// <param name="membership">Null: this machine alone.</param>
    public static Config Of(RuntimeDirectory runtime, AgentOptions options, out Membership? membership)
    {
        var chosen = Chosen(runtime, options);
        membership = Membership.Of(chosen.WithFallback(EntracteConfiguration.Reference));
        return membership is null
            ? chosen.WithFallback(EntracteConfiguration.Local)
            : chosen.WithFallback(membership.AsConfig()).WithFallback(membership.IsCoordinator ? EntracteConfiguration.Coordinator : EntracteConfiguration.Node);
    }

    private static Config Chosen(RuntimeDirectory runtime, AgentOptions options)
    {
        var lines = new List<string>
        {
            $"entracte.images.directory = {Quoted(ImagesDirectory.Default())}",
            $"entracte.runtime.directory = {Quoted(runtime.Path)}",
        };
        Add("entracte.node.name", options.Name);
        Add("entracte.cluster.listen", options.Listen);
        Add("entracte.cluster.keys", options.Keys is null ? null : Path.GetFullPath(options.Keys));
        AddList("entracte.cluster.join", options.Join);
        AddList("entracte.cluster.roles", options.Roles);
        var config = ConfigurationFactory.ParseString(string.Join('\n', lines));
        return options.ConfigFile is null ? config : config.WithFallback(ConfigurationFactory.ParseString(File.ReadAllText(options.ConfigFile)));

        void Add(string key, string? value)
        {
            if (value is not null)
                lines.Add($"{key} = {Quoted(value)}");
        }

        void AddList(string key, string? values)
        {
            if (values is not null)
                lines.Add($"{key} = [{string.Join(", ", values.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Quoted))}]");
        }
    }

    internal static string Quoted(string text)
        => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
