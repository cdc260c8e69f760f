using System.Reflection;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>A connection that a test is asked about before each command of a flow is sent, and told of after the server has run it and before the reply is given.</summary>
public class CommandTap : DispatchProxy
{
    private static readonly MethodInfo Typed = typeof(CommandTap).GetMethod(nameof(TellAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private static readonly MethodInfo Failed = typeof(Task).GetMethod(nameof(Task.FromException), 1, [typeof(Exception)])!;

    private object _inner = null!;
    private Func<Task>? _after;
    private Func<bool> _before = null!;

    /// <summary>Wraps a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="before">Is asked before each command whether <paramref name="after"/> wants to know of its end. A <see cref="RedisException"/> that it throws is the reply.</param>
    /// <param name="after">Is awaited when the server has replied.</param>
    public static IConnectionMultiplexer Wrap(IConnectionMultiplexer connection, Func<bool> before, Func<Task> after) =>
        Create<IConnectionMultiplexer>(connection, before, after);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IConnectionMultiplexer.GetDatabase))
        {
            return Create<IDatabase>(targetMethod.Invoke(_inner, args)!, _before, _after!);
        }

        if (_inner is not IDatabase || !typeof(Task).IsAssignableFrom(targetMethod.ReturnType))
        {
            return targetMethod.Invoke(_inner, args);
        }

        bool isTold;
        try
        {
            isTold = _before();
        }
        catch (RedisException e) when (targetMethod.ReturnType.IsGenericType)
        {
            return Failed.MakeGenericMethod(targetMethod.ReturnType.GetGenericArguments()).Invoke(null, [e]);
        }

        var reply = targetMethod.Invoke(_inner, args)!;
        return isTold && targetMethod.ReturnType.IsGenericType ? Typed.MakeGenericMethod(targetMethod.ReturnType.GetGenericArguments()).Invoke(this, [reply]) : reply;
    }

    private async Task<T> TellAsync<T>(Task<T> reply)
    {
        var result = await reply;
        await _after!();
        return result;
    }

    private static T Create<T>(object inner, Func<bool> before, Func<Task> after)
        where T : class
    {
        var proxy = Create<T, CommandTap>();
        var tap = (CommandTap)(object)proxy;
        (tap._inner, tap._before, tap._after) = (inner, before, after);
        return proxy;
    }
}
