"""Names and terms for tests of correction: a hundred of people, sixty of things, from many languages."""

from __future__ import annotations


def _parted(rows: str) -> list[str]:
    return [term for row in rows.split("\n") for term in row.split("|") if term]


NAMES = _parted(
    """
Kasimir|Aleksandra|Bartosz|Wojciech|Zuzanna|Saoirse|Niamh|Siobhan|Oisin|Aoife|Tadhg|Ciara|Yevgeniya
Anastasiia|Vladyslav|Oleksandr|Dmytro|Tetiana|Svitlana|Mykola|Bohdan|Jaroslav|Kateryna|Ludmila
Zdenek|Radoslav|Marijana|Snezana|Zeljko|Nikolaos|Konstantinos|Panagiotis|Evangelia|Theodoros
Athanasios|Xenia|Giuseppe|Alessandro|Francesca|Gianluca|Domenico|Raffaella|Guglielmo|Ximena
Guillermo|Joaquin|Itzel|Anahi|Thiago|Guilherme|Beatriz|Joao|Leticia|Matheus|Thierry|Guillaume
Benoit|Maeva|Ghislaine|Yannick|Solveig|Torbjorn|Ragnhild|Sigrun|Bjarni|Thorvald|Annelies|Maartje
Pieterjan|Joost|Wolfgang|Sieglinde|Friederike|Jurgen|Gottfried|Ekaterina|Rajesh|Priyanka|Venkatesh
Lakshmi|Sreenivas|Anirudh|Deepika|Takahiro|Haruka|Nobuyuki|Xiaoling|Minseok|Nguyen|Phuong|Thanh
Olumide|Chukwuma|Ngozi|Adebayo|Fatoumata|Kwabena|Amadou|Yasemin|Mehmet|Gulsen|Serkan|Shirin
Farzaneh
"""
)

TERMS = _parted(
    """
Kubernetes|PostgreSQL|Grafana|Terraform|Ansible|Kubectl|Prometheus|Elasticsearch|Kibana|Logstash
Istio|Traefik|Keycloak|RabbitMQ|Memcached|ClickHouse|Cassandra|ScyllaDB|CockroachDB|Redis|nginx
Jenkins|Pulumi|OpenTelemetry|Jaeger|Argo Rollouts|Grafana Loki|Mattermost|Nextcloud|Jellyfin
Proxmox|Wireguard|Syncthing|Vaultwarden|Minikube|Hetzner|Scaleway|Whisper|Strix|Barovia|Ravenloft
Waterdeep|Neverwinter|Tiamat|Asmodeus|Vecna|Xanathar|Drizzt|Menzoberranzan|Icewind Dale|Candlekeep
Zhentarim|Tabaxi|Githyanki|Illithid|Beholder|Dragonborn|Tortuga|Curse of Strahd|Underdark
"""
)
