using System.Linq.Expressions;
using System.Reflection;

namespace Akka.Actor;

/// <summary>The recipe for an actor: class, constructor arguments, dispatcher, strategy. Used again for every restart.</summary>
public class Props
{
    public static readonly Props None;
    private readonly ConstructorInfo _constructor;

    private Props(Type type, ConstructorInfo constructor, object[] arguments, string dispatcher, SupervisorStrategy strategy)
    {
        Type = type;
        _constructor = constructor;
        Arguments = arguments;
        Dispatcher = dispatcher;
        SupervisorStrategy = strategy;
    }

    public static Props Empty { get; } = Create<EmptyActor>();

    public Type Type { get; }

    public object[] Arguments { get; }

    public string Dispatcher { get; }

    public SupervisorStrategy SupervisorStrategy { get; }

    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => Create(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => Create(typeof(TActor)).WithSupervisorStrategy(supervisorStrategy);

    public static Props Create(Type type, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new Props(type, null, args ?? [null], null, null);
    }

    /// <summary>From an expression <c>() => new MyActor(a, b)</c>: the arguments are evaluated now, the constructor is called for each start.</summary>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy supervisorStrategy = null)
        where TActor : ActorBase
    {
        if (factory.Body is not NewExpression { Constructor: { } constructor } creation)
            throw new ArgumentException("The create function must be a 'new T (args)' expression");
        var arguments = creation.Arguments.Select(Evaluate).ToArray();
        return new Props(typeof(TActor), constructor, arguments, null, supervisorStrategy);
    }

    public Props WithDispatcher(string dispatcher) => new(Type, _constructor, Arguments, dispatcher, SupervisorStrategy);

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) => new(Type, _constructor, Arguments, Dispatcher, supervisorStrategy);

    public virtual ActorBase NewActor()
    {
        const BindingFlags Constructors = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions;
        return (ActorBase)(_constructor != null
            ? _constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, Arguments, null)
            : Activator.CreateInstance(Type, Constructors, null, Arguments, null));
    }

    private static object Evaluate(Expression argument) => argument is ConstantExpression constant
        ? constant.Value
        : Expression.Lambda<Func<object>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)();

    private sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
