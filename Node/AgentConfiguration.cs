using Akka.Configuration;
using Entracte.Api.Agents;
using Entracte.Coordinator;

namespace Entracte.Node;

/// <summary>
/// The agent's configuration, from what counts most to what counts least: the command line and the environment, the configuration file, the deviations for
/// one machine or for a member of a cluster (folder hocon/), the reference.
/// </summary>
internal static class AgentConfiguration
{
    /// <param name="membership">Null: this machine alone.</param>
    public static Config Of(RuntimeDirectory runtime, AgentOptions options, out ClusterMembership? membership)
        => EntracteConfiguration.Of(Chosen(runtime, options), out membership);

    private static Config Chosen(RuntimeDirectory runtime, AgentOptions options)
    {
        var lines = new List<string>
        {
            $"entracte.images.directory = {EntracteConfiguration.Quoted(ImagesDirectory.Default())}",
            $"entracte.runtime.directory = {EntracteConfiguration.Quoted(runtime.Path)}",
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
                lines.Add($"{key} = {EntracteConfiguration.Quoted(value)}");
        }

        void AddList(string key, string? values)
        {
            if (values is not null)
                lines.Add($"{key} = [{string.Join(", ", values.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(EntracteConfiguration.Quoted))}]");
        }
    }
}
