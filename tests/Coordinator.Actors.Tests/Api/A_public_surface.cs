using System.Reflection;
using Akka.Serialization;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Actors.Tests.Api;

/// <summary>What embedders build upon changes only when somebody has said so.</summary>
public sealed class A_public_surface
{
    private const string Approved = "PublicApi.txt";

    /// <summary>Facade, events and plain messages; what the actors stand on. Other namespaces are public only as far as the serializer needs it.</summary>
    private static readonly string[] Namespaces = [typeof(IEntracte).Namespace!, typeof(IProcessHost).Namespace!];

    private static readonly Type[] Exported = typeof(IEntracte).Assembly.GetExportedTypes();

    [Fact]
    public void is_the_one_that_was_approved()
    {
        var surface = Surface.Of(Exported.Where(type => Namespaces.Contains(type.Namespace)));
        if (Environment.GetEnvironmentVariable("ENTRACTE_WRITE_API") == "1")
        {
            File.WriteAllText(Path.Combine(Checkout.Root, "Coordinator.Actors", Approved), surface);
            return;
        }

        Assert.True(
            surface == Checkout.Embedded(Approved),
            $"Coordinator.Actors/{Approved} is not what is public: HACKING.md says how it is written anew.\n{surface}");
    }

    [Fact]
    public void has_nothing_beyond_it_but_what_travels_between_our_own_actors() => Assert.DoesNotContain(
        Exported.Where(type => !Namespaces.Contains(type.Namespace)),
        type => !(type.IsDefined(typeof(MessagePackObjectAttribute)) || typeof(IEntracteMessage).IsAssignableFrom(type) || type.IsEnum || type.IsSubclassOf(typeof(Serializer))));

    [Fact]
    public void is_documented_by_examples_that_compile_and_run()
    {
        var compiled = Normal(Checkout.Embedded("Examples.cs"));
        var examples = Checkout.Embedded("api.md").Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0]).ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(Normal(example), compiled, StringComparison.Ordinal));
    }

    /// <summary>Without the indentation, which is another one in a method.</summary>
    private static string Normal(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
