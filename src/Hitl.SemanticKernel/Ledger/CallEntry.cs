using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>One call as the run that has it knows it.</summary>
internal sealed class CallEntry
{
    private int _claimed;

    public CallEntry(string id, CallData data, CallState state)
    {
        Id = id;
        Data = data;
        State = state;
    }

    public string Id { get; }

    public CallData Data { get; }

    public CallState State { get; set; }

    /// <summary>The latest decision.</summary>
    public DecisionData? Decision { get; init; }

    /// <summary>The decision that changed the arguments; later ones, about the outcome, leave them changed.</summary>
    public DecisionData? Edit { get; init; }

    /// <summary>The result as JSON; <see langword="null"/> before the call is settled.</summary>
    public string? Result { get; set; }

    /// <summary>What the call returned when a person was asked about it, as JSON; <see langword="null"/> when nobody was, or when it was told as it is.</summary>
    public string? Returned { get; set; }

    /// <summary>What the call came to, while its result is held; <see langword="null"/> when it never was.</summary>
    public CallState? Outcome { get; set; }

    /// <summary>What is wrong with the result.</summary>
    public IReadOnlyList<ResultFinding> Findings { get; set; } = [];

    public string? ReviewId { get; set; }

    public string? ParentId { get; init; }

    /// <summary>The reviews of another thread that this call waits for; empty when it waits for none, or was not looked at.</summary>
    public IReadOnlyList<Review> Elsewhere { get; set; } = [];

    public int Attempt { get; set; }

    /// <summary>The server's clock in milliseconds when the call was put on record; 0 before.</summary>
    public long RecordedAt { get; set; }

    public long AskedAt { get; set; }

    public long DecidedAt { get; init; }

    public long SettledAt { get; set; }

    /// <summary>The function to run; <see langword="null"/> when this process does not have it.</summary>
    public KernelFunction? Function { get; set; }

    /// <summary>The arguments as the connector made them; <see langword="null"/> when they come from the record.</summary>
    public KernelArguments? Arguments { get; set; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JsonElement EffectiveArguments => Edit?.Arguments ?? Data.Arguments;

    public string EffectiveDigest => Edit?.Digest ?? Data.Digest;

    public bool CanRunAgain => Data.ByCaller || (Edit?.Risk ?? Data.Risk).CanRunAgain;

    /// <summary>Whether this process began to run the call; before that, nothing can have happened.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Whether a flow of this process has taken the call and is not done with it.</summary>
    public bool IsRunning => Volatile.Read(ref _claimed) == 1 && !Done.Task.IsCompleted;

    /// <summary>Whether the store knows the call.</summary>
    public bool IsRecorded => RecordedAt != 0;

    /// <summary>Whether the record of the call is to be added to the open ones of its thread.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Lets one of several flows that reach this call run it.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;
}
