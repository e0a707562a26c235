using FeatureRollout.Evaluation;

namespace FeatureRollout.Answers;

/// <summary>
/// The first answer of each flag that was asked for: a list, since a request asks for few. Thread-safe without waiting; of two
/// threads that ask for a flag at once both get what the first of them adds.
/// </summary>
internal struct KeptAnswers<T>
{
    private Answer? _newest;

    public bool TryGet(CompiledFlag flag, out T value)
    {
        for (var answer = Volatile.Read(ref _newest); answer is not null; answer = answer.Next)
        {
            if (ReferenceEquals(answer.Flag, flag))
            {
                value = answer.Value;
                return true;
            }
        }

        value = default!;
        return false;
    }

    /// <summary>Keeps an answer, and gives the one that is kept.</summary>
    public T Keep(CompiledFlag flag, T value)
    {
        var added = new Answer(flag, value);
        do
        {
            if (TryGet(flag, out var kept))
            {
                return kept;
            }

            added.Next = Volatile.Read(ref _newest);
        }
        while (Interlocked.CompareExchange(ref _newest, added, added.Next) != added.Next);
        return value;
    }

    private sealed class Answer(CompiledFlag flag, T value)
    {
        public CompiledFlag Flag => flag;

        public T Value => value;

        public Answer? Next { get; set; }
    }
}
