using Akka.Configuration;

namespace Akka.Util;

/// <summary>Types by the names that stand in configurations.</summary>
internal static class TypeFinder
{
    /// <summary>
    /// Finds the type of an assembly-qualified name. Where Akka's own assembly has another name here (<c>Akka.TestKit</c> is one of them), the type
    /// is looked for in all assemblies that are loaded.
    /// </summary>
    public static Type Find(string name)
    {
        if (Type.GetType(name) is { } found)
            return found;
        var parts = name.Split(',');
        var plain = parts[0].Trim();
        // Akka.Remote and its sisters: nothing may have used them yet, and then they are not loaded.
        if (parts.Length > 1 && Type.GetType($"{plain}, {parts[1].Trim()}.StandIn") is { } ours)
            return ours;

        return AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(plain)).FirstOrDefault(type => type != null)
            ?? throw new ConfigurationException($"The configuration names a type {name}, which does not exist");
    }

    public static T Create<T>(string name, params object[] arguments) => (T)Activator.CreateInstance(Find(name), arguments);
}
