namespace FeatureRollout.Providers;

/// <summary>A provider that has something to say beside its content.</summary>
internal interface INoticeSource
{
    /// <summary>Says where to; the last caller is told.</summary>
    void ReportTo(Action<FlagsNotice> notify);
}
