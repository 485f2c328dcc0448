using System.Reflection;

namespace Entracte.Coordinator.Actors.Tests.Api;

/// <summary>Files of the repository as they were when the tests were built, and where they lie.</summary>
internal static class Checkout
{
    public static string Root => Path.GetFullPath(
        typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Checkout").Value!);

    public static string Embedded(string name)
    {
        using var resource = typeof(Checkout).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException($"the tests do not carry {name}");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
