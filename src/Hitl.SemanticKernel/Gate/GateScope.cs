using Hitl.Memory;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>The call that is running in this flow, for the calls that it makes in turn.</summary>
internal sealed class GateScope
{
    private static readonly AsyncLocal<GateScope?> Ambient = new();
    private static readonly AsyncLocal<KernelFunction?> Passing = new();
    private static readonly AsyncLocal<Enclosure?> Around = new();
    private readonly Dictionary<string, int> _occurrences = new(StringComparer.Ordinal);
    private readonly List<Task> _running = [];
    private readonly List<CallEntry> _ran = [];
    private int _entered;

    public GateScope(ThreadRun run, CallEntry call)
    {
        Run = run;
        Call = call;
    }

    public static GateScope? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>The nested function that a model asked for and that is on its way through the function filter, judged already.</summary>
    public static KernelFunction? Judged
    {
        get => Passing.Value;
        set => Passing.Value = value;
    }

    public ThreadRun Run { get; }

    public CallEntry Call { get; }

    /// <summary>Whether the running call has come to its function.</summary>
    public bool HasEntered => Volatile.Read(ref _entered) == 1;

    /// <summary>What the running call waits for: the review that a nested call needs, or the end of a stop.</summary>
    public HitlException? Pause { get; set; }

    /// <summary>Notes that a nested call is under way.</summary>
    public void Begin(Task nested)
    {
        lock (_occurrences)
        {
            _running.RemoveAll(t => t.IsCompleted);
            _running.Add(nested);
        }
    }

    /// <summary>Waits for nested calls that the running call left behind, so that what they do is on record before it ends.</summary>
    public Task WhenQuietAsync()
    {
        lock (_occurrences)
        {
            return Task.WhenAll(_running);
        }
    }

    /// <summary>Notes a nested call that ran; it is written only if the running call has to wait.</summary>
    public void AddRan(CallEntry call)
    {
        lock (_occurrences)
        {
            _ran.Add(call);
        }
    }

    public List<CallEntry> TakeRan()
    {
        lock (_occurrences)
        {
            List<CallEntry> ran = [.. _ran];
            _ran.Clear();
            return ran;
        }
    }

    /// <summary>The reviewed nested calls that the current flow is inside of, the innermost first. Calls beside it are not among them.</summary>
    public IEnumerable<CallEntry> Enclosing
    {
        get
        {
            for (var around = Around.Value; around is not null && around.Scope == this; around = around.Outer)
            {
                yield return around.Call;
            }
        }
    }

    /// <summary>Notes that what follows in the current flow is inside of a reviewed nested call.</summary>
    public void Enter(CallEntry call) => Around.Value = new Enclosure(this, call, Around.Value);

    /// <summary>Whether this is the running call itself on its way through the function filter, not a nested one.</summary>
    public bool IsOwn(KernelFunction function) =>
        function.Name == Call.Data.Function && function.PluginName == Call.Data.Plugin && Interlocked.Exchange(ref _entered, 1) == 0;

    /// <summary>Notes that the running call has come to its function.</summary>
    public void Arrive() => Volatile.Write(ref _entered, 1);

    /// <summary>The id of a nested call: the same every time the running call is run again.</summary>
    public string NestedId(string digest)
    {
        lock (_occurrences)
        {
            var n = _occurrences[digest] = _occurrences.GetValueOrDefault(digest) + 1;
            return $"{Call.Id}/{digest[..16]}#{n}";
        }
    }

    private sealed record Enclosure(GateScope Scope, CallEntry Call, Enclosure? Outer);
}
