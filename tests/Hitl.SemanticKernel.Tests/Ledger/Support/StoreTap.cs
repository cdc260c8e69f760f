using System.Reflection;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>A connection whose scripts a test sees by name, and can hold, count and fail, before they are sent and after they have run.</summary>
public class StoreTap : DispatchProxy
{
    private static readonly Dictionary<string, string> Names = new[] { typeof(LedgerScripts), typeof(DeskScripts) }
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public))
        .Where(f => f.FieldType == typeof(string) && !f.IsLiteral)
        .ToDictionary(f => (string)f.GetValue(null)!, f => f.Name);

    private object _inner = null!;
    private Func<string, Func<Task<RedisResult>>, Task<RedisResult>> _script = null!;

    /// <summary>Wraps a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="script">Gets the name of each script and what sends it.</param>
    public static IConnectionMultiplexer Wrap(IConnectionMultiplexer connection, Func<string, Func<Task<RedisResult>>, Task<RedisResult>> script) =>
        Create<IConnectionMultiplexer>(connection, script);

    /// <summary>Whether a script did nothing, because its process had not seen the latest event of the thread, and is sent again.</summary>
    public static bool IsBehind(RedisResult reply) => reply is { IsNull: false, Length: > 0 } && (string?)reply[0] == "behind";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IConnectionMultiplexer.GetDatabase))
        {
            return Create<IDatabase>(targetMethod.Invoke(_inner, args)!, _script);
        }

        if (targetMethod.Name == nameof(IDatabase.ScriptEvaluateAsync) && args![0] is string text && Names.TryGetValue(text, out var name))
        {
            return _script(name, () => (Task<RedisResult>)targetMethod.Invoke(_inner, args)!);
        }

        return targetMethod.Invoke(_inner, args);
    }

    private static T Create<T>(object inner, Func<string, Func<Task<RedisResult>>, Task<RedisResult>> script)
        where T : class
    {
        var proxy = Create<T, StoreTap>();
        var tap = (StoreTap)(object)proxy;
        (tap._inner, tap._script) = (inner, script);
        return proxy;
    }
}
