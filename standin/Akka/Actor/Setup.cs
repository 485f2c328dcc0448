using Akka.Configuration;

namespace Akka.Actor.Setup
{
    /// <summary>One programmatic setting of an actor system.</summary>
    public abstract class Setup
    {
        public ActorSystemSetup And(Setup other) => ActorSystemSetup.Create(this, other);
    }

    public sealed class ActorSystemSetup
    {
        private readonly Dictionary<Type, Setup> _setups;

        private ActorSystemSetup(IEnumerable<Setup> setups) => _setups = setups.ToDictionary(setup => setup.GetType());

        public static ActorSystemSetup Empty { get; } = Create();

        public static ActorSystemSetup Create(params Setup[] setups) => new(setups);

        public ActorSystemSetup And(Setup other) => new(_setups.Values.Where(setup => setup.GetType() != other.GetType()).Append(other));

        internal T Find<T>()
            where T : Setup => _setups.GetValueOrDefault(typeof(T)) as T;
    }
}

namespace Akka.Actor
{
    /// <summary>The configuration, given by the program.</summary>
    public sealed class BootstrapSetup : Setup.Setup
    {
        private BootstrapSetup(Config config) => ConfigOrNull = config;

        internal Config ConfigOrNull { get; }

        public static BootstrapSetup Create() => new(null);

        public BootstrapSetup WithConfig(Config config) => new(config);

        public BootstrapSetup WithConfigFallback(Config config) => new(ConfigOrNull?.WithFallback(config) ?? config);
    }
}
