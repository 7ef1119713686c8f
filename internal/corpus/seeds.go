package corpus

// seeds cover every kind, every way in which a key is read, and every reference.
var seeds = []Case{
	{Files: []File{{id + "w.container", `[Unit]
Description=A web server
After=network-online.target

[Container]
Image=quay.io/libpod/alpine:3.20
Exec=sleep 60
Environment=A=b "C=d e"
Label=x=y
PublishPort=127.0.0.1:8080:80/tcp
Volume=/srv/data:/data:ro
AddCapability=CAP_NET_BIND_SERVICE CAP_CHOWN

[Service]
Restart=always

[Install]
WantedBy=default.target
`}}},
	{Files: []File{
		{id + "w.container", `[Unit]
Requires=ID-n-network.service
[Container]
Image=quay.io/a/b:1
Network=ID-n.network
Volume=ID-v.volume:/data
Pod=ID-p.pod
`},
		{id + "n.network", "[Network]\nSubnet=10.9.0.0/24\nGateway=10.9.0.1\nLabel=a=b\n"},
		{id + "v.volume", "[Volume]\nLabel=a=b c=d\n"},
		{id + "p.pod", "[Pod]\nPublishPort=8080:80\nNetwork=ID-n.network\nVolume=ID-v.volume:/x\n"},
	}},
	{Files: []File{
		{id + "w.container", "[Unit]\nAfter=ID-o.container ID-n.network\n[Container]\nImage=ID-b.build\nNetwork=ID-o.container\nMount=type=image,source=ID-i.image,target=/img\n"},
		{id + "o.container", "[Container]\nImage=ID-i.image\nContainerName=ID-other\n"},
		{id + "b.build", "[Build]\nImageTag=localhost/x:1\nFile=/src/Containerfile\nSetWorkingDirectory=unit\nVolume=ID-v.volume:/v\n"},
		{id + "i.image", "[Image]\nImage=quay.io/a/b:2\nAllTags=no\n"},
		{id + "v.volume", "[Volume]\nDriver=image\nImage=ID-i.image\n"},
		{id + "n.network", ""},
	}},
	{Files: []File{{id + "w.container", `[Container]
Image=quay.io/a/b:1
Exec=/bin/sh -c "echo \"hello world\"; sleep 1" \
  --flag \
  # a comment inside
  "two words" 'single quoted'
Environment="A=b c" D=e \
  F=g
Label=a="b c" "d=e\tf"
Annotation=k=v
PodmanArgs=--memory 64m "--label=x y"
Mask=/proc/a /proc/b
AddDevice=/dev/null "/dev/zero"
Sysctl=net.ipv4.ip_forward=1 "kernel.sem=1 2"
Secret=s,type=env,target=T
HealthCmd="curl -f http://localhost" || exit 1
`}}},
	{Files: []File{{id + "w.container", `# comment
; another
[Container]
ContainerName=%p-x
Rootfs=/srv/root
User=1000
Group=1000
UserNS=keep-id:uid=1000,gid=1000
Notify=healthy
NoNewPrivileges=true
ReadOnly=on
Tmpfs=/run:size=1m
Mount=type=bind,source=/a,target=/b,ro
Mount=type=tmpfs,target=/c
Ulimit=nofile=10:20
EnvironmentFile=./x.env
EnvironmentFile=/etc/y.env
ReloadSignal=SIGHUP
Memory=64m
GroupAdd=keep-groups
DNS=1.1.1.1
[Service]
KillMode=mixed
Type=oneshot
[Quadlet]
DefaultDependencies=no
`}}},
	{Files: []File{{id + "w.container", `[Container]
Image=quay.io/a/b:1
RemapUsers=auto
RemapUid=0:10000:10
RemapGid=0:10000:10
RemapUidSize=20
ExposeHostPort=50-59
PublishPort=[::1]:8080:80
PublishPort=80
VolatileTmp=yes
`}}},
	{Files: []File{{id + "w.container", `[Container]
Image=quay.io/a/b:1
UIDMap=0:10000:10 10:20000:10
GIDMap=0:10000:10
SubUIDMap=test
`}}},
	{Files: []File{{id + "k.kube", "[Kube]\nYaml=/srv/k.yaml\nConfigMap=/srv/c.yaml\nPublishPort=8080:80\nSetWorkingDirectory=yaml\nRemapUsers=auto\n[Service]\nType=notify\n"}}},
	{Files: []File{
		{id + "k.kube", "[Kube]\nYaml=a.yaml b.yaml\nNetwork=ID-n.network\nAutoUpdate=registry x/local\nLogDriver=journald\n"},
		{id + "n.network", "[Network]\nNetworkName=net\nOptions=isolate=true mtu=1400\nIPv6=yes\nDriver=bridge\n"},
	}},
	{Files: []File{{id + "v.volume", "[Volume]\nVolumeName=vol\nDevice=tmpfs\nType=tmpfs\nOptions=size=1m\nUser=10\nGroup=abc\nCopy=no\n"}}},
	{Files: []File{{id + "b.build", "[Build]\nImageTag=localhost/a:1\nImageTag=localhost/b:1\nSetWorkingDirectory=https://github.com/a/b.git\nLabel=a=b\nEnvironment=A=b\nSecret=id=x,src=/y\n"}}},
	{Files: []File{{id + "b.build", "[Build]\nImageTag=localhost/a:1\nFile=Containerfile\n[Service]\nWorkingDirectory=/srv\n"}}},
	{Files: []File{{id + "b.build", "[Build]\nImageTag=localhost/a:1\nFile=/srv/Containerfile\nSetWorkingDirectory=file\nGroupAdd=x\nPull=never\n"}}},
	{Files: []File{{id + "a.artifact", "[Artifact]\nArtifact=quay.io/a/art:1\nRetry=3\nPodmanArgs=--a b\n"}}},
	{Files: []File{
		{id + "t@.container", "[Container]\nImage=quay.io/a/b:1\nExec=echo %i\n[Install]\nDefaultInstance=one\nWantedBy=default.target\n"},
		{id + "t@i.container", "[Container]\nImage=quay.io/a/b:1\nNetwork=ID-t@.network\nVolume=ID-t@.volume:/v\n"},
		{id + "t@.network", "[Network]\n"},
		{id + "t@.volume", "[Volume]\n"},
		{id + "t@.pod", "[Pod]\nPodName=x-%i\n"},
	}},
	{Files: []File{
		{id + "a-b@i.container", "[Container]\nExec=x\nEnvironment=A=1\n"},
		{id + "a-b@i.container.d/10-image.conf", "[Container]\nImage=quay.io/a/b:1\n"},
		{id + "a-b@.container.d/20-env.conf", "[Container]\nEnvironment=A=2 B=3\n[Service]\nRestart=no\n"},
		{id + "a-.container.d/05-env.conf", "[Container]\nEnvironment=\nEnvironment=C=4\n"},
		{id + "a-@.container.d/10-image.conf", "[Container]\nImage=quay.io/masked:1\n"},
	}},
	{Files: []File{
		{id + "p.pod", "[Pod]\nPodName=ID-pod\nServiceName=ID-mypod\nUserNS=auto\nIP=10.0.0.3\nExitPolicy=stop\n[Service]\nRestart=no\n"},
		{id + "w.container", "[Container]\nImage=quay.io/a/b:1\nPod=ID-p.pod\nServiceName=ID-svc\nStartWithPod=no\n[Unit]\nPartOf=ID-p.pod\n"},
	}},
	{Files: []File{
		{id + "x.container", "[Container]\nImage=quay.io/a/b:1\n[Service]\nExecStartPre=/bin/true \\\n\n  arg\n"},
		{id + "y.container", "[Container]\nImage=quay.io/a/b:1\nNetwork=ID-x.container\n"},
	}},
}
