using System.Reflection;

namespace Akka.Configuration;

/// <summary>Where configurations come from.</summary>
public class ConfigurationFactory
{
    public static Config Empty => Config.Empty;

    public static Config ParseString(string hocon) => new(HoconParser.Parse(hocon));

    /// <summary>What Akka finds in the application's own files; there are none here.</summary>
    public static Config Load() => Config.Empty;

    /// <summary>The settings that everything falls back to.</summary>
    public static Config Default() => FromResource("Akka.Configuration.akka.conf", typeof(ConfigurationFactory).Assembly);

    public static Config FromResource<TAssembly>(string resourceName) => FromResource(resourceName, typeof(TAssembly).Assembly);

    public static Config FromResource(string resourceName, object instanceInAssembly) => instanceInAssembly switch
    {
        Type type => FromResource(resourceName, type.Assembly),
        Assembly assembly => FromResource(resourceName, assembly),
        _ => FromResource(resourceName, instanceInAssembly.GetType().Assembly),
    };

    public static Config FromResource(string resourceName, Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream(resourceName)
            ?? throw new ConfigurationException($"{assembly.GetName().Name} has no resource {resourceName}");
        using var reader = new StreamReader(stream);
        return ParseString(reader.ReadToEnd());
    }
}
