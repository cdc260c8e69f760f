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

    /// <summary>Was started and waits for a nested call that needs a person; it runs again from its start after the decision. Of a nested call: it asked an agent with a thread of its own, and that thread waits.</summary>
    Waiting,

    /// <summary>Was running when its process died or its turn was cancelled: whether it took effect is not known, and a person is asked.</summary>
    OutcomeUnknown,

    /// <summary>Ran, and its result waits for a person before the model is told; or an answer of the model that waits for a person before it is given out.</summary>
    Held,

    /// <summary>May run, and the caller of the chat client is to run it and to send its result: the tool has no body here.</summary>
    Handed,

    /// <summary>Ran and returned; of an answer: it was given out as it is.</summary>
    Succeeded,

    /// <summary>Ran and failed, or could not be run: its arguments did not parse, its function is not known, or another filter kept it from running.</summary>
    Failed,

    /// <summary>A person rejected it: it did not run, or the model is not told its result, or the answer is not given out.</summary>
    Rejected,

    /// <summary>Did not run: the policy denies it.</summary>
    Denied,

    /// <summary>A person gave the result: in place of running, or in place of what the call returned or the model answered.</summary>
    Responded,
}
