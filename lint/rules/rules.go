package rules

import "github.com/nova-engine/nova-quadlet/lint"

// All is the catalogue, family by family. The caller owns the slice.
func All() []lint.Rule {
	return []lint.Rule{
		// What keeps the generator from making a service.
		syntaxError,
		unreadableFile,
		lostDirectory,
		unknownUnitKind,
		unsearchedDirectory,
		endlessLoop,
		generatorCrash,
		lostToCrash,
		unknownKey,
		quadletSectionKey,
		unknownDependency,
		unsupportedKillMode,
		unsupportedServiceType,
		missingImage,
		imageAndRootfs,
		unknownImageUnit,
		missingArtifact,
		missingYaml,
		missingImageTag,
		missingBuildContext,
		relativeBuildFile,
		unsupportedWorkingDirectory,
		unknownNetworkUnit,
		namelessNetworkUnit,
		containerNetworkOptions,
		unknownSourceUnit,
		foreignPod,
		unknownPodUnit,
		malformedMount,
		mountWithoutSource,
		malformedTmpfs,
		malformedPublishedPort,
		malformedExposedPort,
		groupWithoutUser,
		reloadCommandAndSignal,
		remapBesideMapping,
		remapWithoutUsers,
		unsupportedRemap,
		surplusRemapIds,
		gatewayWithoutSubnet,
		imageVolumeWithoutImage,
		volumeOptionsWithoutDevice,

		// Ports.
		badPort,
		badExposedPort,
		duplicateHostPort,
		portWithoutEffect,
		hostPortClash,
		privilegedPort,
		publicPort,
		publicDatabasePort,
		randomHostPort,
		splitPort,

		// User namespaces.
		badUserns,
		badIdMap,
		keepGroupsBesideOthers,
		overlappingIdMap,
		mixedUserMappings,
		keepGroupsWithoutCrun,
		chownedVolumeWithKeepId,
		deprecatedRemap,
		userSpecifierInSystemUnit,
		unpinnedKeepId,
		rootUserWithKeepId,
		keepIdInSystemUnit,

		// Cgroups.
		badCgroupsMode,
		cgroupParentWithSplit,
		podLimitWithoutEffect,
		delegationSwitchedOff,
		undelegatedController,
		limitInTwoPlaces,
		cgroupV1Host,
		cgroupV1Flag,
		cgroupfsManager,

		// Volumes, mounts and labels.
		badVolume,
		badMount,
		badTmpfs,
		badImageVolume,
		duplicateMountTarget,

		// Images and updates.
		badImageName,
		badPullPolicy,
		autoUpdateShortName,

		// Environment and secrets.
		badSecret,
		namelessVariable,

		// Values.
		badSize,
		badCount,
		badDuration,
		badUlimit,
		badSysctl,
		badSignal,
		badCapability,
		badDevice,
		badHealthCheck,
		badLogSetting,
		badAddress,
		badName,
		badTimezone,
		badLabel,
		badNetwork,
		badNetworkSetting,
		badVolumeSetting,
		badExitPolicy,
		contradictingNetworkSettings,
		logTagWithoutJournald,
		capabilityAddedAndDropped,
		hostNamespaceSysctl,
		contradictingDns,
		conflictingNetworks,
		addressWithoutBridge,

		// What systemd reads.

		// References and sets.
		clashingServiceName,
		clashingResourceName,
		clashingSubnet,
		maskedUnit,
		dependencyCycle,
		networkLiteral,
		volumeLiteral,
		imageLiteral,
		podMemberKey,
		podMemberNetwork,
		templateReference,
		templateWithoutInstance,
		endingInServiceName,
		unusedUnit,

		// Podman arguments.
		contradictingFlags,
		unknownPodmanFlag,
		badPodmanArgument,

		// Hardening.

		// Comments that suppress findings.
		unusedIgnore,
		ignoreWithoutReason,
		unknownRuleInIgnore,
	}
}
