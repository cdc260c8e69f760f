namespace Hitl.SemanticKernel;

/// <summary>What became of a call.</summary>
public enum CallState
{
    /// <summary>Waits for a person.</summary>
    Pending,

    /// <summary>May run and has not been started.</summary>
    Ready,

    /// <summary>Is running, or was when its process died or its turn was cancelled.</summary>
    Executing,

    /// <summary>Was started and waits for a nested call that needs a person; it runs again from its start after the decision.</summary>
    Waiting,

    /// <summary>Was running when its process died or its turn was cancelled: whether it took effect is not known, and a person is asked.</summary>
    OutcomeUnknown,

    /// <summary>Ran and returned.</summary>
    Succeeded,

    /// <summary>Ran and failed, or could not be run: its arguments did not parse, its function is not known, or another filter kept it from running.</summary>
    Failed,

    /// <summary>Did not run: a person rejected it.</summary>
    Rejected,

    /// <summary>Did not run: the policy denies it.</summary>
    Denied,

    /// <summary>Did not run: a person gave the result.</summary>
    Responded,
}
